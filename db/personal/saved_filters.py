"""Wishes for lists that a profile keeps under names."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import Connection, delete, insert, select

from db.errors import NotFound
from db.models import SavedFilter as SavedFilterTable
from db.personal.name_rules import checked_name


@dataclass(frozen=True, slots=True)
class SavedFilter:
    """A kept wish; `filter` is the JSON object that `save_filter` got."""

    name: str
    filter: str


def list_saved(connection: Connection, user_id: int) -> list[SavedFilter]:
    """What a profile keeps, in order of names."""
    query = select(SavedFilterTable.name, SavedFilterTable.filter).where(SavedFilterTable.user_id == user_id)
    return [
        SavedFilter(row.name, row.filter) for row in connection.execute(query.order_by(SavedFilterTable.name))
    ]


def save_filter(connection: Connection, user_id: int, name: str, filter_json: str) -> None:
    """Keeps a wish; one of the same name is replaced.

    Raises:
        StoreError: the name is empty, too long or has line breaks.
    """
    values = {"user_id": user_id, "name": checked_name(name, "filter"), "filter": filter_json}
    connection.execute(insert(SavedFilterTable).prefix_with("OR REPLACE"), values)


def delete_saved(connection: Connection, user_id: int, name: str) -> None:
    """Forgets a wish.

    Raises:
        NotFound: the profile keeps none of that name.
    """
    this_one = (SavedFilterTable.user_id == user_id, SavedFilterTable.name == name.strip())
    if not connection.execute(delete(SavedFilterTable).where(*this_one)).rowcount:
        raise NotFound(f'There is no saved filter "{name.strip()[:80]}".')
