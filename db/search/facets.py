"""What films are asked for by besides their title: genres, tags and people; and plain words read as those."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import Connection

from data.folding import compact, fold
from db.marks import OWN_TAGS
from db.rows import Reading
from db.store.bulk import read_rows

_CACHE_KEY = "facets"
_MOST_PEOPLE = 500
_MOST_TAGS = 50
_SHORTEST_PREFIX = 3
_FILLERS = frozenset({"movie", "movies", "film", "films"})


@dataclass(frozen=True, slots=True)
class Facets:
    """The genres and tags of the present films, profiles' own tags among them, by their folded names without spaces.

    Attributes:
        genres: the name and id of each.
        tags: the written tags; two spellings may fold to the same.
        tags_with: by a word of them.
    """

    genres: Mapping[str, tuple[str, int]]
    tags: Mapping[str, tuple[str, ...]]
    tags_with: Mapping[str, frozenset[str]]


def facets(connection: Connection) -> Facets:
    """The facets of the present films, cached with each pooled connection."""
    own = read_rows(connection, f"{OWN_TAGS} ORDER BY name")
    version = (films_version(connection), *own)
    cached = connection.info.get(_CACHE_KEY)
    if isinstance(cached, tuple) and cached[0] == version and isinstance(cached[1], Facets):
        return cached[1]
    genres = {
        compact(name): (name, number) for number, name in read_rows(connection, "SELECT genre_id, name FROM genre")
    }
    tags: dict[str, tuple[str, ...]] = {}
    tags_with: dict[str, set[str]] = defaultdict(set)
    # Each step finds the next tag in the index: there are hundreds of rows for each tag.
    rows = read_rows(
        connection,
        "WITH RECURSIVE every(tag) AS (SELECT min(tag) FROM movie_tag UNION ALL"
        " SELECT (SELECT min(t.tag) FROM movie_tag AS t WHERE t.tag > every.tag) FROM every WHERE every.tag NOT NULL)"
        " SELECT tag FROM every WHERE tag IS NOT NULL",
    )
    for (tag,) in dict.fromkeys([*rows, *own]):
        key = compact(tag) or tag
        tags[key] = (*tags.get(key, ()), tag)
        for word in fold(tag).split():
            tags_with[word].add(tag)
    found = Facets(genres, tags, {word: frozenset(some) for word, some in tags_with.items()})
    connection.info[_CACHE_KEY] = (version, found)
    return found


def films_version(connection: Connection) -> str:
    """A text that changes when films come in or go."""
    ((version,),) = read_rows(
        connection,
        "SELECT coalesce(max(fingerprint || ' ' || imported_at || ' ' || coalesce(enriched_at, '')), '') FROM data_set",
    )
    return str(version)


def tags_named(connection: Connection, text: str) -> tuple[str, ...]:
    """The tags that a text names: spelled so but for case and punctuation, else with its words, else its start."""
    key, known = compact(text), facets(connection)
    if not key or key in known.tags:
        return known.tags.get(key, ())
    if with_words := _tags_with(known, fold(text).split()):
        return tuple(sorted(with_words))[:_MOST_TAGS]
    return tuple(tag for other, written in known.tags.items() if other.startswith(key) for tag in written)[:_MOST_TAGS]


def people_named(connection: Connection, text: str, role: str | None = None) -> tuple[int, ...]:
    """Who has these words in their name, the last one as a prefix where nobody has it whole; ids.

    Args:
        connection: to the database.
        text: a name or a part of it.
        role: "director" or "cast" for those with such a credit only.
    """
    words = [f'"{word}"' for word in fold(text).split()]
    if not words:
        return ()
    found = _people_matching(connection, " AND ".join(words), role)
    if not found and len(words[-1]) - 2 >= _SHORTEST_PREFIX:
        found = _people_matching(connection, " AND ".join((*words[:-1], f"{words[-1]} *")), role)
    return found


def read_words(connection: Connection, words: Sequence[str]) -> Reading | None:
    """The folded words as genres and tags, one after the other, or else as a name; None where they are neither."""
    words = [word for word in words if word not in _FILLERS]
    if not words:
        return None
    known = facets(connection)
    genres: list[str] = []
    tags: list[str] = []
    start = 0
    while start < len(words):
        for end in range(len(words), start, -1):
            key = "".join(words[start:end])
            if key in known.genres:
                genres.append(known.genres[key][0])
                break
            if key in known.tags:
                tags.append(known.tags[key][0])
                break
        else:
            return _read_whole(connection, known, words)
        start = end
    return Reading(tuple(genres), tuple(tags)) if genres or tags else None


def _read_whole(connection: Connection, known: Facets, words: Sequence[str]) -> Reading | None:
    """All words together as a part of a genre's name, a person's or a tag's."""
    genre = next((name for name, _ in known.genres.values() if set(words) <= set(fold(name).split())), None)
    name = " ".join(words)
    if genre is not None:
        return Reading(genres=(genre,))
    if people_named(connection, name):
        return Reading(people=name)
    return Reading(tags=(name,)) if _tags_with(known, words) else None


def _tags_with(known: Facets, words: Sequence[str]) -> frozenset[str]:
    """The tags that have all of these words."""
    first, *others = (known.tags_with.get(word, frozenset()) for word in words)
    return first.intersection(*others)


def _people_matching(connection: Connection, query: str, role: str | None) -> tuple[int, ...]:
    rows = read_rows(
        connection,
        "SELECT f.rowid FROM person_fts AS f WHERE person_fts MATCH :query AND (:role IS NULL OR EXISTS"
        " (SELECT 1 FROM movie_person AS c WHERE c.person_id = f.rowid AND c.role = :role)) LIMIT :most",
        {"query": query, "role": role, "most": _MOST_PEOPLE},
    )
    return tuple(person_id for (person_id,) in rows)
