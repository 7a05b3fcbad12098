"""Which data set the database holds."""

from __future__ import annotations

from sqlalchemy import Connection, select

from data.scale import RatingScale
from db.models import DataSet
from db.rows import DataSetRow


def stored_data_set(connection: Connection) -> DataSetRow | None:
    """The data set in the database; None before the first import."""
    row = connection.execute(select(DataSet.__table__)).one_or_none()
    if row is None:
        return None
    return DataSetRow(
        name=row.name,
        fingerprint=row.fingerprint,
        imported_at=row.imported_at,
        movies=row.movies,
        users=row.users,
        ratings=row.ratings,
        scale=RatingScale(row.rating_min, row.rating_max, row.rating_step),
        ages=row.ages,
    )
