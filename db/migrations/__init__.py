"""Alembic migrations, packaged with the program and run by `db.store.schema`.

To change a table: a new module in `versions/`, a new `HEAD` in `db.store.schema`, the same change in `db.models`, and a
new entry in `tests/db/earlier_versions.py`. A migration never imports the models: they change, and it must not.
"""
