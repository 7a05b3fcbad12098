"""The indices of title search: derived from the films, and rebuilt from them at any time."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from sqlalchemy import Connection

from data.folding import fold
from db.search.names import SearchName, search_names
from db.store.bulk import read_rows, write_rows
from db.store.json_values import json_texts

NAME_INDICES = {
    "movie_title_fts": "CREATE VIRTUAL TABLE movie_title_fts USING fts5"
    "(name, match_key, content='', prefix='1 2 3', tokenize='unicode61 remove_diacritics 0')",
    "movie_title_trigram": "CREATE VIRTUAL TABLE movie_title_trigram USING fts5(name, content='', tokenize='trigram')",
}
"""The indices of names, by which the program searches, and the statements that make them."""

FILM_INDEX = "movie_fts"
"""The index of films for others: Datasette and sqlite-utils know it by `content="movie"` and search with it."""

MAKE_FILM_INDEX = (
    "CREATE VIRTUAL TABLE movie_fts USING fts5"
    '(title, display_title, aliases, content="movie", content_rowid="movie_id")'
)


PERSON_INDEX = "person_fts"
"""The index of people's names, folded; its rowid is `person.person_id`."""

MAKE_PERSON_INDEX = "CREATE VIRTUAL TABLE person_fts USING fts5(name, content='', prefix='1 2 3', tokenize='unicode61')"


class FoldedNames:
    """Names of films and people, folded before a transaction begins in which others wait.

    Args:
        films: the titles of each film, its first one first.
        people: names.
    """

    def __init__(self, films: Iterable[Sequence[str]] = (), people: Iterable[str] = ()) -> None:
        self._films = {tuple(titles): search_names(titles) for titles in films}
        self._people = {name: fold(name) for name in people}

    def of_film(self, titles: Sequence[str]) -> list[SearchName]:
        known = self._films.get(tuple(titles))
        return search_names(titles) if known is None else known

    def of_person(self, name: str) -> str:
        return self._people.get(name) or fold(name)


def write_search_index(connection: Connection, folded: FoldedNames | None = None) -> None:
    """Rebuilds `movie_name`, `title_word` and all search indices from the films and people in the database."""
    folded = folded or FoldedNames()
    for index in (*NAME_INDICES, PERSON_INDEX):
        connection.exec_driver_sql(f"INSERT INTO {index} ({index}) VALUES ('delete-all')")  # noqa: S608
    for table in ("movie_name", "title_word"):
        connection.exec_driver_sql(f"DELETE FROM {table}")  # noqa: S608
    films = read_rows(
        connection,
        "SELECT m.movie_id, m.display_title, m.aliases, coalesce(s.popularity, 0) AS popularity FROM movie AS m"
        " LEFT JOIN movie_stat AS s USING (movie_id) ORDER BY popularity DESC, m.movie_id",
    )
    names: list[tuple[int, SearchName]] = []
    words: dict[str, int] = {}
    for movie_id, title, aliases, popularity in films:
        for name in folded.of_film([title, *json_texts(aliases)]):
            names.append((movie_id, name))
            for word in name.folded.split():
                words.setdefault(word, popularity)
    write_rows(connection, "INSERT INTO title_word (word, ratings) VALUES (?, ?)", sorted(words.items()))
    write_rows(
        connection,
        "INSERT INTO movie_name (name_id, movie_id, name, match_key) VALUES (?, ?, ?, ?)",
        ((number, movie_id, name.name, name.match_key) for number, (movie_id, name) in enumerate(names, 1)),
    )
    write_rows(
        connection,
        "INSERT INTO movie_title_fts (rowid, name, match_key) VALUES (?, ?, ?)",
        ((number, name.folded, name.match_key) for number, (_, name) in enumerate(names, 1)),
    )
    write_rows(
        connection,
        # The spaces make trigrams of the first and the last letters of a title.
        "INSERT INTO movie_title_trigram (rowid, name) VALUES (?, ' ' || ? || ' ')",
        ((number, name.name) for number, (_, name) in enumerate(names, 1)),
    )
    people = read_rows(connection, "SELECT person_id, name FROM person")
    write_rows(
        connection,
        "INSERT INTO person_fts (rowid, name) VALUES (?, ?)",
        ((number, folded.of_person(name)) for number, name in people),
    )
    connection.exec_driver_sql(f"INSERT INTO {FILM_INDEX} ({FILM_INDEX}) VALUES ('rebuild')")  # noqa: S608
