"""What can be said of a film without rating it, and what that excludes. Imports nothing: the app's start needs it."""

from __future__ import annotations

from enum import StrEnum


class FilmMark(StrEnum):
    """What can be said of a film without rating it."""

    WATCHLIST = "watchlist"
    HIDDEN = "hidden"
    SEEN = "seen"
    UNSEEN = "unseen"
    SKIPPED = "skipped"


TAG = "tag:"
"""Begins a mark that puts a film under a tag of the person's own: "tag:noir"."""

OWN_TAGS = f"SELECT DISTINCT substr(mark, {len(TAG) + 1}) AS name FROM movie_mark WHERE mark GLOB '{TAG}*'"  # noqa: S608
"""A query for all tags of people's own."""

ENDED_BY_A_RATING: frozenset[str] = frozenset({FilmMark.WATCHLIST, FilmMark.SEEN, FilmMark.UNSEEN, FilmMark.SKIPPED})
"""Marks that say less than a rating, or the opposite of one."""

EXCLUDED_BY: dict[str, frozenset[str]] = {
    FilmMark.WATCHLIST: frozenset({FilmMark.HIDDEN}),
    FilmMark.HIDDEN: frozenset({FilmMark.WATCHLIST}),
    FilmMark.SEEN: frozenset({FilmMark.UNSEEN}),
    FilmMark.UNSEEN: frozenset({FilmMark.SEEN, FilmMark.SKIPPED}),
    FilmMark.SKIPPED: frozenset({FilmMark.UNSEEN}),
}
"""Marks that a new mark ends, because both together make no sense."""


def mark_called(text: str) -> str:
    """The mark that is stored so: a `FilmMark`, or `TAG` and a tag of the person's own.

    Raises:
        ValueError: there is no such mark.
    """
    return text if text.startswith(TAG) else FilmMark(text)
