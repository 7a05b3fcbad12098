"""Long work in child processes: importing a data set, training, drawing a picture, and how far each has come.

Knows the library, wording and drawing; no user interface.
"""
