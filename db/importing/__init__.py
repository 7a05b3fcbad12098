"""Importing a data set into the database, and carrying profiles over from one data set to the next.

Takes what `data.readers` has already validated; pandas may be used here and nowhere else in `db`.
"""
