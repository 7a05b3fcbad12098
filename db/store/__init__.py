"""The file itself: opening, schema, backups, bulk reading and writing, people's own SQL."""
