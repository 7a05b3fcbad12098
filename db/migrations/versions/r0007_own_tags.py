"""Tags of a person's own: marks that begin with "tag:"."""

from __future__ import annotations

from collections.abc import Sequence

from alembic import op

revision = "0007"
down_revision: str | None = "0006"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None


def upgrade() -> None:
    """Lets two tables hold such marks. SQLite changes no constraint, so both are made anew with their rows."""
    connection = op.get_bind()
    for table, column in (("movie_mark", "mark"), ("parked_opinion", "kind")):
        create_table, *create_indices = connection.exec_driver_sql(
            "SELECT sql FROM sqlite_master WHERE tbl_name = ? AND sql IS NOT NULL ORDER BY type DESC", (table,)
        ).scalars()
        op.execute(f"CREATE TEMP TABLE kept AS SELECT * FROM {table}")  # noqa: S608 - our own names
        op.drop_table(table)
        op.execute(create_table.replace("'skipped')", f"'skipped') OR {column} GLOB 'tag:?*'"))
        op.execute(f"INSERT INTO {table} SELECT * FROM kept")  # noqa: S608
        op.execute("DROP TABLE kept")
        for create_index in create_indices:
            op.execute(create_index)
