"""The database file: opening it, transactions, schema version, backup, settings, and a person's own SQL.

Knows tables, but not what films, people or runs are: queries about those belong to the packages above.
"""
