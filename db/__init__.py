"""What is kept: one SQLite file through SQLAlchemy, its migrations, typed queries and title search.

May use SQLAlchemy, Alembic, numpy and the `data` room's types; knows neither engine nor user interface.
"""
