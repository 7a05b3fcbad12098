"""Recent searches of a database, as typed, newest first."""

from __future__ import annotations

import json

from sqlalchemy import Connection

from data.folding import fold
from db.store.settings import read_setting, write_setting

MOST = 20

_SETTING = "recent_searches"
_LONGEST = 200


def recent_searches(connection: Connection) -> tuple[str, ...]:
    """The searches that are kept, newest first; at most 20."""
    try:
        kept = json.loads(read_setting(connection, _SETTING) or "[]")
    except ValueError:
        return ()
    return tuple(text for text in kept if isinstance(text, str))[:MOST] if isinstance(kept, list) else ()


def remember_search(connection: Connection, text: str) -> None:
    """Keeps a search as the newest one, in place of an older one that differs only in case and accents."""
    text = " ".join(text.encode("utf-8", "ignore").decode("utf-8").split())[:_LONGEST]
    if text:
        others = [other for other in recent_searches(connection) if not _same(other, text)]
        _write(connection, [text, *others][:MOST])


def forget_search(connection: Connection, text: str) -> None:
    """Forgets one search."""
    _write(connection, [other for other in recent_searches(connection) if other != text])


def forget_searches(connection: Connection) -> None:
    """Forgets all of them."""
    write_setting(connection, _SETTING, None)


def _same(one: str, other: str) -> bool:
    return (fold(one) or one) == (fold(other) or other)


def _write(connection: Connection, searches: list[str]) -> None:
    write_setting(connection, _SETTING, json.dumps(searches, ensure_ascii=False) if searches else None)
