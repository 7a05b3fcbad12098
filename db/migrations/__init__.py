"""Alembic migrations, packaged with the program and run by `db.store.schema`.

A change of tables is a new module in `versions/` beside the last one, a new `HEAD` in `db.store.schema`, and the
same change in `db.models`. A migration never imports the models: they change, and it must stay what it is.
"""
