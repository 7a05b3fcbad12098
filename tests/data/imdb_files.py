"""Small files in the layout of IMDb's own."""

from __future__ import annotations

import gzip
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

HEADERS = {
    "title.ratings.tsv.gz": "tconst\taverageRating\tnumVotes",
    "title.basics.tsv.gz": (
        "tconst\ttitleType\tprimaryTitle\toriginalTitle\tisAdult\tstartYear\tendYear\truntimeMinutes\tgenres"
    ),
    "title.crew.tsv.gz": "tconst\tdirectors\twriters",
    "title.principals.tsv.gz": "tconst\tordering\tnconst\tcategory\tjob\tcharacters",
    "name.basics.tsv.gz": "nconst\tprimaryName\tbirthYear\tdeathYear\tprimaryProfession\tknownForTitles",
    "title.akas.tsv.gz": "titleId\tordering\ttitle\tregion\tlanguage\ttypes\tattributes\tisOriginalTitle",
}


@dataclass(frozen=True, slots=True)
class Film:
    """A title of IMDb. People are given by name and get numbers; `akas` are (region, title)."""

    number: int
    title: str
    year: int | str
    votes: int | None = 5000
    original: str = ""
    kind: str = "movie"
    adult: int = 0
    runtime: int | str = 100
    genres: str = "Drama"
    rating: float = 7.5
    directors: tuple[str, ...] = ()
    cast: tuple[str, ...] = ()
    akas: tuple[tuple[str, str], ...] = ()


ODYSSEY = Film(
    62622,
    "2001: A Space Odyssey",
    1968,
    700_000,
    runtime=149,
    rating=8.3,
    directors=("Stanley Kubrick",),
    cast=("Keir Dullea",),
)
"""A film that the tests' data set has, too."""


def rows_of(films: Sequence[Film]) -> dict[str, list[str]]:
    """The lines of each file, without its header."""
    numbers: dict[str, int] = {}

    def person(name: str) -> str:
        return f"nm{numbers.setdefault(name, len(numbers) + 1):07d}"

    rows: dict[str, list[str]] = {name: [] for name in HEADERS}
    for film in films:
        key = f"tt{film.number:07d}"
        if film.votes is not None:
            rows["title.ratings.tsv.gz"].append(f"{key}\t{film.rating}\t{film.votes}")
        cells = (film.kind, film.title, film.original or film.title, film.adult, film.year, r"\N", film.runtime)
        rows["title.basics.tsv.gz"].append("\t".join((key, *map(str, cells), film.genres)))
        directors = ",".join(map(person, film.directors)) or r"\N"
        rows["title.crew.tsv.gz"].append(f"{key}\t{directors}\t\\N")
        credits = [("actor", name) for name in film.cast] + [("director", name) for name in film.directors]
        for place, (category, name) in enumerate(credits, start=1):
            rows["title.principals.tsv.gz"].append(f"{key}\t{place}\t{person(name)}\t{category}\t\\N\t\\N")
        for place, (region, title) in enumerate(film.akas, start=1):
            rows["title.akas.tsv.gz"].append(f"{key}\t{place}\t{title}\t{region}\t\\N\timdbDisplay\t\\N\t0")
    rows["name.basics.tsv.gz"] = [f"nm{n:07d}\t{name}\t1950\t\\N\tactor\t\\N" for name, n in numbers.items()]
    return rows


def write_imdb(folder: Path, films: Sequence[Film], more: Mapping[str, Sequence[str]] | None = None) -> dict[str, Path]:
    """Writes all six files, with more lines where asked for; gives the path of each."""
    folder.mkdir(parents=True, exist_ok=True)
    paths = {}
    for name, lines in rows_of(films).items():
        paths[name] = folder / name
        text = "\n".join([HEADERS[name], *lines, *(more or {}).get(name, ())]) + "\n"
        paths[name].write_bytes(gzip.compress(text.encode()))
    return paths
