"""Searches for films: what was typed last, and which letters of a title answer a search."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from data.titles import parse_title
from db.rows import MovieSummary
from db.search import recent_searches
from db.search.matched_letters import Spans, matched_letters
from db.search.query import parse_query
from db.store.database import Store


@dataclass(frozen=True, slots=True)
class Matched:
    """Which letters of a film's title answer a search, as (start, end).

    Attributes:
        title: in the display title.
        other_name: the name by which the film was found, where the title does not show why; else empty.
        other: the letters of that name.
    """

    title: Spans
    other_name: str = ""
    other: Spans = ()


class Searches:
    """The searches of this database, the newest first, and why they found what they found."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def recent(self) -> tuple[str, ...]:
        """What was searched for last, at most 20."""
        with self._store.reading() as connection:
            return recent_searches.recent_searches(connection)

    def remember(self, text: str) -> tuple[str, ...]:
        """Keeps a search as the newest one; gives all that are kept then.

        Raises:
            StoreError: the database cannot be written.
        """
        with self._store.writing() as connection:
            recent_searches.remember_search(connection, text)
            return recent_searches.recent_searches(connection)

    def forget(self, text: str) -> tuple[str, ...]:
        """Forgets one search; gives those that are left.

        Raises:
            StoreError: the database cannot be written.
        """
        with self._store.writing() as connection:
            recent_searches.forget_search(connection, text)
            return recent_searches.recent_searches(connection)

    def forget_all(self) -> None:
        """Forgets all of them.

        Raises:
            StoreError: the database cannot be written.
        """
        with self._store.writing() as connection:
            recent_searches.forget_searches(connection)

    def matched(self, text: str, films: Iterable[MovieSummary]) -> dict[int, Matched]:
        """For each film that a search found, the letters that answer it, by film id. Asks nothing of the database."""
        words = parse_query(text).words
        return {film.movie_id: _matched(film, words) for film in films} if words else {}


def _matched(film: MovieSummary, words: tuple[str, ...]) -> Matched:
    in_title = Matched(matched_letters(film.display_title, words))
    if _letters(in_title.title) >= sum(map(len, words)):
        return in_title
    named = [
        Matched(in_title.title, name, matched_letters(name, words))
        for name in parse_title(film.title).aliases
    ]
    best = max(named, key=lambda other: _letters(other.other), default=in_title)
    return best if _letters(best.other) > _letters(in_title.title) else in_title


def _letters(spans: Spans) -> int:
    return sum(end - start for start, end in spans)
