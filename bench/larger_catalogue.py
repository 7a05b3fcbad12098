"""A database that holds a data set gets as many films more as the largest data sets have, with invented titles."""

from __future__ import annotations

import random
from collections.abc import Iterator

from sqlalchemy import Connection

from db.search.index import write_search_index
from db.store.bulk import read_rows, write_rows

FILMS = 87_000
"""About as many as ml-32m has."""

_FIRST_ID = 10_000_000


def grow_catalogue(connection: Connection, films: int = FILMS, seed: int = 0) -> int:
    """Adds films until there are `films`, titled with words of the titles there are; gives how many were added.

    A new title is as long as some title, begins with the first word of some title and goes on with words of any. One
    word in ten is invented, as large catalogues have many words. Each film is as well known as some other.
    """
    chance = random.Random(seed)  # noqa: S311 - not for secrets
    titles = [title.split() for (title,) in read_rows(connection, "SELECT display_title FROM movie")]
    counts = [count for (count,) in read_rows(connection, "SELECT ratings FROM movie_stat ORDER BY movie_id")]
    added = [
        (_FIRST_ID + number, title, chance.randint(1920, 2025), chance.choice(counts))
        for number, title in enumerate(_titles(titles, max(0, films - len(titles)), chance))
    ]
    write_rows(
        connection,
        "INSERT INTO movie (movie_id, title, display_title, year, sort_title, aliases) VALUES (?, ?, ?, ?, ?, '[]')",
        ((movie_id, f"{title} ({year})", title, year, title.casefold()) for movie_id, title, year, _ in added),
    )
    write_rows(
        connection,
        "INSERT INTO movie_stat (movie_id, ratings, mean_rating) VALUES (?, ?, 3.5)",
        ((movie_id, ratings) for movie_id, _, _, ratings in added),
    )
    write_search_index(connection)
    return len(added)


def _titles(titles: list[list[str]], number: int, chance: random.Random) -> Iterator[str]:
    words = [word for title in titles for word in title]
    for _ in range(number):
        first = chance.choice(titles)[0]
        rest = (_word(words, chance) for _ in range(len(chance.choice(titles)) - 1))
        yield " ".join((first, *rest))


def _word(words: list[str], chance: random.Random) -> str:
    """A word, or the beginning of one with the end of another."""
    word = chance.choice(words)
    if chance.random() >= 0.1:
        return word
    other = chance.choice(words)
    return word[: (len(word) + 1) // 2] + other[len(other) // 2 :]
