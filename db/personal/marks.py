"""What can be said of a film; apart from the rows, which the first screen does without."""

from __future__ import annotations

from enum import StrEnum


class FilmMark(StrEnum):
    """What can be said of a film without rating it."""

    WATCHLIST = "watchlist"
    HIDDEN = "hidden"
    SEEN = "seen"
    UNSEEN = "unseen"
    SKIPPED = "skipped"
