"""What the database offers for a word that is being typed at a shell.

Written for the driver: a shell asks at each press of Tab, and importing SQLAlchemy alone takes longer than the answer.
"""

from __future__ import annotations

import sqlite3
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import closing
from enum import Enum
from itertools import islice
from pathlib import Path

from data.folding import fold
from db.marks import OWN_TAGS
from db.search.names import ARTICLES, match_key
from db.store.database_file import reading_address

MOST = 100
"""Values that are offered at once; of films, the best-known ones."""

_MOST_READ = 5_000
"""Names that are looked through for titles; only an article alone has more of them."""

_BEST_KNOWN = "SELECT m.display_title, m.year FROM movie_name AS n JOIN movie AS m USING (movie_id) ORDER BY n.name_id"

_OF_PROFILE = """
    SELECT m.display_title, m.year FROM movie AS m JOIN movie_stat AS s USING (movie_id) WHERE m.movie_id IN (
        SELECT o.movie_id FROM profile AS p JOIN (
            SELECT user_id, movie_id, 'rating' AS said FROM rating WHERE user_id < 0
            UNION ALL SELECT user_id, movie_id, mark FROM movie_mark
        ) AS o USING (user_id)
        WHERE o.said = :said AND (p.name = :name COLLATE NOCASE OR (:name IS NULL AND p.active))
    ) ORDER BY s.popularity DESC
"""


class Kind(Enum):
    """What is named, and the query for names with a few words about each."""

    FILM = (
        # The ids alone are sorted; a join by the range itself would read and sort all of its films first.
        "SELECT m.display_title, m.year FROM movie_name AS n JOIN movie AS m USING (movie_id)"
        " WHERE n.name_id IN"
        " (SELECT name_id FROM movie_name WHERE match_key >= :key AND match_key < :key || char(1114111))"
        " ORDER BY n.name_id"
    )
    PROFILE = "SELECT name, '' AS about FROM user WHERE user_id < 0"
    USER = (
        "SELECT coalesce(name, CAST(user_id AS TEXT)) AS name, coalesce(occupation, '') AS about FROM user"
        " WHERE user_id < 0 OR :start <> ''"
    )
    GENRE = "SELECT name, '' AS about FROM genre"
    PERSON = "SELECT DISTINCT name, '' AS about FROM person"
    TAG = (
        "SELECT DISTINCT tag AS name, '' AS about FROM movie_tag"  # noqa: S608 - our own query
        " WHERE tag >= lower(:start) AND tag < lower(:start) || char(1114111)"
        f" UNION SELECT name, '' FROM ({OWN_TAGS})"
    )
    FILTER = "SELECT DISTINCT name, '' AS about FROM saved_filter"
    RUN = (
        "SELECT CAST(run_id AS TEXT) AS name, model || ', ' || status || ', ' || substr(created, 1, 10) AS about"
        " FROM model_run"
    )


def names_beginning(path: Path, kind: Kind, start: str) -> list[tuple[str, str]]:
    """Names that begin with `start` and a few words about each; an id counts as a name.

    Case and accents do not matter for films, nor does a leading article that is left out; of several films with one
    title, each has its year. People come by their last names, too. Names with control characters
    are left out, as nobody can type them, and so are such words about one.

    Raises:
        sqlite3.Error, StoreError: the database cannot be read.
    """
    with closing(sqlite3.connect(reading_address(path), uri=True, timeout=0.1)) as connection:
        if kind is Kind.FILM:
            starts = (start, *(f"{article} {start}" for article in ("the", "a", "an")))
            return next(filter(None, (_films(connection, each) for each in starts)), [])
        query = (
            f"SELECT name, about FROM ({kind.value})"  # noqa: S608  (one of the constants above)
            " WHERE substr(name, 1, length(:start)) = :start COLLATE NOCASE ORDER BY name COLLATE NOCASE"
        )
        rows = connection.execute(query, {"start": start})
        shown = ((name, about if about.isprintable() else "") for name, about in rows if name.isprintable())
        return [*islice(shown, MOST), *(_people(connection, start) if kind is Kind.PERSON else [])]


def films_of_profile(path: Path, profile: str | None, said: str, start: str) -> list[tuple[str, str]]:
    """Films that a profile rated, or marked, whose titles begin with `start`, as `names_beginning` gives them.

    Args:
        path: the database.
        profile: its name; None is the active one.
        said: "rating", or the mark.
        start: of the title.

    Raises:
        sqlite3.Error, StoreError: the database cannot be read.
    """
    with closing(sqlite3.connect(reading_address(path), uri=True, timeout=0.1)) as connection:
        rows = [*connection.execute(_OF_PROFILE, {"name": profile, "said": said})]
    starts = (start, *(f"{article} {start}" for article in ("the", "a", "an")))
    return next(filter(None, (_distinct(_beginning(rows, _plain(each))) for each in starts)), [])


def _films(connection: sqlite3.Connection, start: str) -> list[tuple[str, str]]:
    folded = fold(start)
    key = "" if folded in ARTICLES else match_key(folded)
    rows = connection.execute(Kind.FILM.value if key else _BEST_KNOWN, {"key": key})
    return _distinct(_beginning(islice(rows, _MOST_READ), _plain(start)))


def _people(connection: sqlite3.Connection, start: str) -> list[tuple[str, str]]:
    """Last names, and whatever else of a name begins so, with the whole name beside it."""
    if not (words := fold(start).split()):
        return []
    query = " ".join(f'"{word}"*' if word is words[-1] else f'"{word}"' for word in words)
    sql = "SELECT name FROM person WHERE person_id IN (SELECT rowid FROM person_fts WHERE person_fts MATCH ?)"
    found: dict[str, str] = {}
    for (name,) in islice(connection.execute(sql, (query,)), _MOST_READ):
        for at in (place + 1 for place, char in enumerate(name) if char == " "):
            if name.isprintable() and _plain(name[at:]).startswith(_plain(start)):
                found.setdefault(name[at:], name)
    return sorted(found.items())[:MOST]


def _distinct(titles: Iterable[tuple[str, int | None]]) -> list[tuple[str, str]]:
    films = [*islice(titles, MOST)]
    of_title = Counter(title for title, _year in films)
    return [(f"{title} ({year})" if of_title[title] > 1 and year else title, str(year or "")) for title, year in films]


def _beginning(rows: Iterable[tuple[str, int | None]], start: str) -> Iterator[tuple[str, int | None]]:
    """Titles and years of those rows, each once, though a film may have several names."""
    seen = set()
    for title, year in rows:
        if (title, year) not in seen and title.isprintable() and _plain(title).startswith(start):
            seen.add((title, year))
            yield title, year


def _plain(text: str) -> str:
    """The text in lower case and without accents, letter by letter."""
    if text.isascii():
        return text.lower()
    return "".join(char for char in unicodedata.normalize("NFKD", text) if not unicodedata.combining(char)).casefold()
