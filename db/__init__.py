"""What is kept: one SQLite file, its tables and migrations, and queries that answer with typed rows.

May use SQLAlchemy, Alembic, numpy and the types of `data`; knows neither the engine nor any user interface.
Inside, imports point down this list only; `pyproject.toml` holds that:

    migrations   the schema's history
    checks       whether a database is whole, and repairing what can be derived again
    importing    a data set comes in
    parquet      all of it goes out as Parquet files; needs the extra `parquet`
    runs         model runs, their features, and what training reads
    personal     profiles, their opinions of films, and their files
    search       finding films by title
    users, taste, ratings, movies
    store        the file itself: opening, transactions, schema version, backup, settings
    models       the tables
    rows, marks, errors   what leaves this package; no SQLAlchemy, so that the app can start with them

Queries are SQLAlchemy Core over `db.models`. Plain SQL, through `db.store.bulk`, is for what Core cannot say or says
too slowly: importing, features and training data (millions of rows), full-text search, and checks (which read tables
that may be broken). Anything else that needs it says why beside the query.
"""
