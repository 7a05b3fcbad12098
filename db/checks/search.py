"""Checking title search: its names, words and indices are those that the films' titles give."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from sqlalchemy import Connection

from data.folding import fold
from db.checks.problems import DatabasePart, Problem
from db.search.index import FILM_INDEX, MAKE_PERSON_INDEX, NAME_INDICES, PERSON_INDEX
from db.search.names import SearchName, search_names
from db.store.bulk import driver_connection, read_rows, write_rows
from db.store.json_values import json_texts


def search_problems(connection: Connection) -> Iterator[Problem]:
    """Names, words and both indices, compared with what the films' titles give."""
    expected: dict[tuple[int, str, str], SearchName] = {}
    words: dict[str, int] = {}
    for movie_id, title, aliases, popularity in read_rows(
        connection,
        "SELECT m.movie_id, m.display_title, m.aliases, coalesce(s.popularity, 0) FROM movie AS m"
        " LEFT JOIN movie_stat AS s USING (movie_id)",
    ):
        for name in search_names([title, *json_texts(aliases)]):
            expected[movie_id, name.folded, name.match_key] = name
            for word in name.folded.split():
                words[word] = max(words.get(word, 0), popularity)
    stored = read_rows(connection, "SELECT name_id, movie_id, name, match_key FROM movie_name")
    known = Counter((movie_id, name, match_key) for _, movie_id, name, match_key in stored)
    wanted = Counter((movie_id, name.name, name.match_key) for (movie_id, _, _), name in expected.items())
    if wrong := (known - wanted).total() + (wanted - known).total():
        yield Problem(DatabasePart.SEARCH, f"{wrong:,} names by which films are found are missing or out of date.")
        return
    if dict(read_rows(connection, "SELECT word, ratings FROM title_word")) != words:
        yield Problem(DatabasePart.SEARCH, "The words of the titles are out of date.")
    folded: dict[tuple[int, str, str], list[str]] = {}
    for (movie_id, _, _), name in expected.items():
        folded.setdefault((movie_id, name.name, name.match_key), []).append(name.folded)
    rows = [
        (name_id, folded[movie_id, name, match_key].pop(0), name, match_key)
        for name_id, movie_id, name, match_key in sorted(stored)
    ]
    yield from _index_problems(connection, rows)
    yield from _person_problems(connection)


def _index_problems(connection: Connection, rows: list[tuple[int, str, str, str]]) -> Iterator[Problem]:
    """Rebuilds all indices in memory and compares their contents: how often each word is in how many names."""
    driver = driver_connection(connection)
    for index, statement in NAME_INDICES.items():
        driver.execute(statement.replace(f"TABLE {index}", f"TABLE temp.expected_{index}"))
    driver.execute(
        f"CREATE VIRTUAL TABLE temp.expected_{FILM_INDEX} USING fts5(title, display_title, aliases, content='')"
    )
    write_rows(
        connection,
        "INSERT INTO temp.expected_movie_title_fts (rowid, name, match_key) VALUES (?, ?, ?)",
        ((name_id, folded, match_key) for name_id, folded, _, match_key in rows),
    )
    write_rows(
        connection,
        "INSERT INTO temp.expected_movie_title_trigram (rowid, name) VALUES (?, ' ' || ? || ' ')",
        ((name_id, name) for name_id, _, name, _ in rows),
    )
    driver.execute(
        f"INSERT INTO temp.expected_{FILM_INDEX} (rowid, title, display_title, aliases)"  # noqa: S608 - our own names
        " SELECT movie_id, title, display_title, aliases FROM movie"
    )
    for index in (*NAME_INDICES, FILM_INDEX):
        if _index_differs(connection, index):
            yield Problem(DatabasePart.SEARCH, f"The search index {index} does not match the films' names.")


def _person_problems(connection: Connection) -> Iterator[Problem]:
    driver = driver_connection(connection)
    driver.execute(MAKE_PERSON_INDEX.replace(f"TABLE {PERSON_INDEX}", f"TABLE temp.expected_{PERSON_INDEX}"))
    write_rows(
        connection,
        f"INSERT INTO temp.expected_{PERSON_INDEX} (rowid, name) VALUES (?, ?)",  # noqa: S608 - our own name
        ((number, fold(name)) for number, name in read_rows(connection, "SELECT person_id, name FROM person")),
    )
    if _index_differs(connection, PERSON_INDEX):
        yield Problem(DatabasePart.SEARCH, f"The search index {PERSON_INDEX} does not match the people's names.")


def _index_differs(connection: Connection, index: str) -> bool:
    """Whether an index differs from the expected one: how often each word is in how many rows, and rows' lengths."""
    driver = driver_connection(connection)
    for schema, name in (("main", index), ("temp", f"expected_{index}")):
        driver.execute(f"CREATE VIRTUAL TABLE temp.{schema}_{index}_words USING fts5vocab({schema}, {name}, col)")
    pairs = (
        (f"temp.main_{index}_words", f"temp.temp_{index}_words"),
        (f"main.{index}_docsize", f"temp.expected_{index}_docsize"),
    )
    return any(_differ(connection, *pair) for pair in pairs)


def _differ(connection: Connection, one: str, other: str) -> bool:
    """Whether two tables of the same columns hold different rows."""
    ((differs,),) = read_rows(
        connection,
        f"SELECT EXISTS (SELECT * FROM {one} EXCEPT SELECT * FROM {other})"  # noqa: S608 - names of our own
        f" OR EXISTS (SELECT * FROM {other} EXCEPT SELECT * FROM {one})",
    )
    return bool(differs)
