"""What both front ends ask: typed answers from the database and the run in use.

Knows no user interface library and neither front end. `answers` loads neither SQLAlchemy nor numpy, as the first screen
needs it.
"""
