"""Alembic's environment: migrates over the connection, and in the transaction, that `db.store.schema` hands in."""

from __future__ import annotations

from alembic import context

context.configure(connection=context.config.attributes["connection"], transactional_ddl=True)
context.run_migrations()
