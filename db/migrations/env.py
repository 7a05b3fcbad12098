"""Alembic's environment: migrates with the connection, and in the transaction, that `db.store.schema` hands in."""

from __future__ import annotations

from alembic import context

from db.search.index import write_search_index

connection = context.config.attributes["connection"]
context.configure(connection=connection, transactional_ddl=True)
context.run_migrations()
# Derived from the films by the present code, so that no migration has to contain a copy of it.
if context.get_revision_argument() == context.get_head_revision():
    write_search_index(connection)
