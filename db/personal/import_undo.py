"""Undoing an import as a whole: what it changed is kept with it, as a setting of the database for each profile."""

from __future__ import annotations

import json
import secrets
from collections.abc import Collection, Mapping
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, bindparam, delete, insert, select

from db.errors import NotFound
from db.marks import mark_called
from db.models import DataSet, MovieMark, ParkedOpinion, Rating
from db.personal.opinions import opinions_of, refresh_user_stat
from db.personal.profiles import get_profile
from db.rows import Opinion
from db.store.settings import imports_setting, read_setting, write_setting

MOST_KEPT = 5
"""Imports of a profile that can be undone, one after the other."""

_Parked = tuple[Any, ...]
"""A row of `parked_opinion` without its id."""


@dataclass(frozen=True, slots=True)
class UndoneImport:
    """What undoing an import did.

    Attributes:
        source: where the import came from.
        removed: how many films nothing is said of any more.
        restored: how many films have again what was said of them before.
        kept: how many films were rated or marked anew since, and stay as they are.
        parked: how many opinions of films that are not in the data set went with it.
    """

    source: str
    removed: int
    restored: int
    kept: int
    parked: int

    @property
    def films(self) -> int:
        """How many films are as they were before the import."""
        return self.removed + self.restored


@dataclass(frozen=True, slots=True)
class Said:
    """Everything that a profile says, of films of the data set and of others."""

    opinions: Mapping[int, Opinion]
    parked: Mapping[int, _Parked]


def said_by(connection: Connection, user_id: int) -> Said:
    """Everything that a profile says now."""
    columns = ParkedOpinion.__table__.columns
    rows = connection.execute(select(*columns).where(ParkedOpinion.user_id == user_id)).all()
    parked = {parked_id: tuple(row) for parked_id, *row in rows}
    return Said(opinions_of(connection, user_id), parked)


def remember_import(connection: Connection, user_id: int, source: str, before: Said) -> str | None:
    """Keeps what an import changed since `before`, and gives its id; an import that changed nothing is not kept."""
    after = said_by(connection, user_id)
    films = {
        movie_id: [_as_json(before.opinions.get(movie_id, Opinion())), _as_json(opinion)]
        for movie_id, opinion in after.opinions.items()
        if opinion != before.opinions.get(movie_id)
    }
    parked_before, parked_now = set(before.parked.values()), set(after.parked.values())
    added = [parked_id for parked_id, row in after.parked.items() if row not in parked_before]
    removed = [row for row in before.parked.values() if row not in parked_now]
    if not (films or added or removed):
        return None
    import_id = secrets.token_hex(8)
    done = {
        "id": import_id,
        "source": source,
        "data_set": connection.scalar(select(DataSet.fingerprint)),
        "films": films,
        "parked": added,
        "replaced": removed,
    }
    kept = [*_kept_imports(connection, user_id), done][-MOST_KEPT:]
    write_setting(connection, imports_setting(user_id), json.dumps(kept))
    return import_id


def remember_restored(
    connection: Connection, user_id: int, restored: Mapping[int, int], before: Mapping[int, Opinion]
) -> None:
    """Lets undoing an import also take back what it parked and what was given to its films since.

    Args:
        connection: of a writing transaction.
        user_id: the profile's.
        restored: the film of each parked opinion, by the id that this had.
        before: what the profile said of films before that.
    """
    imports = _kept_imports(connection, user_id)
    after = opinions_of(connection, user_id)
    for done in imports:
        for parked_id in [one for one in done["parked"] if one in restored]:
            done["parked"].remove(parked_id)
            movie_id = restored[parked_id]
            first, _ = done["films"].get(str(movie_id), (_as_json(before.get(movie_id, Opinion())), None))
            done["films"][str(movie_id)] = [first, _as_json(after.get(movie_id, Opinion()))]
    if imports:
        write_setting(connection, imports_setting(user_id), json.dumps(imports))


def undo_import(connection: Connection, user_id: int, import_id: str | None = None) -> UndoneImport:
    """Undoes a profile's last import that was not undone; films that the person rated or marked since stay.

    Args:
        connection: of a writing transaction.
        user_id: the profile's.
        import_id: undoes this import only, while it is the last one.

    Raises:
        NotFound: no such profile, it has no import that can be undone, or the last one is another.
    """
    profile = get_profile(connection, user_id)
    *others, last = _kept_imports(connection, user_id) or [None]
    if last is None or last["data_set"] != connection.scalar(select(DataSet.fingerprint)):
        raise NotFound(
            f"{profile.name} has no import that can be undone: nothing was imported yet, all is undone, or the data "
            "set is another one since."
        )
    if import_id is not None and last.get("id") != import_id:
        raise NotFound(
            f"{profile.name} has another last import by now, from {last['source']}: "
            "`movierec-tui profile undo-import` undoes it."
        )
    now = opinions_of(connection, user_id)
    changes = {
        int(movie_id): (_opinion(before), _opinion(after)) for movie_id, (before, after) in last["films"].items()
    }
    unchanged = {
        movie_id: before for movie_id, (before, after) in changes.items() if now.get(movie_id, Opinion()) == after
    }
    _restore(connection, user_id, unchanged)
    parked = _restore_parked(connection, user_id, last["parked"], last["replaced"])
    write_setting(connection, imports_setting(user_id), json.dumps(others) if others else None)
    removed = sum(opinion == Opinion() for opinion in unchanged.values())
    restored, kept = len(unchanged) - removed, len(changes) - len(unchanged)
    return UndoneImport(last["source"], removed, restored, kept, parked)


def _kept_imports(connection: Connection, user_id: int) -> list[Any]:
    # Whoever edited the setting by hand has no imports to undo.
    with suppress(ValueError, RecursionError):
        kept = json.loads(read_setting(connection, imports_setting(user_id)) or "[]")
        if isinstance(kept, list) and all(isinstance(one, dict) and one.keys() >= _KEYS for one in kept):
            return kept
    return []


_KEYS = {"source", "data_set", "films", "parked", "replaced"}


def _restore(connection: Connection, user_id: int, opinions: Mapping[int, Opinion]) -> None:
    """Makes a profile's opinions of these films what is given, in bulk."""
    if not opinions:
        return
    keys = [{"user": user_id, "movie": movie_id} for movie_id in opinions]
    for table in (Rating, MovieMark):
        of_film = (table.user_id == bindparam("user"), table.movie_id == bindparam("movie"))
        connection.execute(delete(table).where(*of_film), keys)
    ratings = [
        {"user_id": user_id, "movie_id": movie_id, "rating": opinion.rating, "rated_at": opinion.rated_at}
        for movie_id, opinion in opinions.items()
        if opinion.rating is not None
    ]
    marks = [
        {"user_id": user_id, "movie_id": movie_id, "mark": str(mark), "marked_at": when}
        for movie_id, opinion in opinions.items()
        for mark, when in opinion.marks
    ]
    for model, rows in ((Rating, ratings), (MovieMark, marks)):
        if rows:
            connection.execute(insert(model), rows)
    refresh_user_stat(connection, user_id)


def _restore_parked(connection: Connection, user_id: int, added: Collection[int], removed: Collection[_Parked]) -> int:
    gone = 0
    if added:
        this_one = (ParkedOpinion.user_id == user_id, ParkedOpinion.parked_id == bindparam("id"))
        gone = connection.execute(delete(ParkedOpinion).where(*this_one), [{"id": one} for one in added]).rowcount
    if removed:
        columns = [column.name for column in ParkedOpinion.__table__.columns][1:]
        connection.execute(insert(ParkedOpinion), [dict(zip(columns, row, strict=True)) for row in removed])
    return max(gone, 0)


def _as_json(opinion: Opinion) -> list[Any]:
    return [opinion.rating, opinion.rated_at, [list(pair) for pair in opinion.marks]]


def _opinion(written: list[Any]) -> Opinion:
    rating, rated_at, marks = written
    return Opinion(rating, rated_at, tuple((mark_called(mark), when) for mark, when in marks))
