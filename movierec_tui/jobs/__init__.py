"""Long work in child processes: getting a data set, training, drawing, serving, and how far each job is.

Knows the library, wording and drawing; no user interface library.
"""
