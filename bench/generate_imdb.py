"""Synthetic files in the layout of IMDb's own, of any size: the titles that links.csv names, and many others.

    python -m bench.generate_imdb FOLDER [--titles 11000000] [--links ARCHIVE_OR_FOLDER] [--seed 0]

Writes the six files that `movierec-tui data enrich FOLDER` reads, and prints what is in them as one JSON object. Of a
thousand titles 65 are films, 750 are episodes; one of seven has votes; eight people are credited for a title and four
other titles are given, as in the real files. Films of the data set at ARCHIVE_OR_FOLDER are in the files under their
own titles, with many votes.
"""

from __future__ import annotations

import argparse
import gzip
import json
import time
from collections.abc import Iterable, Iterator, Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import IO

import numpy as np
from numpy.typing import NDArray

from data.readers import open_data_set
from data.titles import parse_title

FILES = {
    "title.basics": (
        "tconst\ttitleType\tprimaryTitle\toriginalTitle\tisAdult\tstartYear\tendYear\truntimeMinutes\tgenres"
    ),
    "title.ratings": "tconst\taverageRating\tnumVotes",
    "title.crew": "tconst\tdirectors\twriters",
    "title.principals": "tconst\tordering\tnconst\tcategory\tjob\tcharacters",
    "title.akas": "titleId\tordering\ttitle\tregion\tlanguage\ttypes\tattributes\tisOriginalTitle",
    "name.basics": "nconst\tprimaryName\tbirthYear\tdeathYear\tprimaryProfession\tknownForTitles",
}
CREDITS, OTHER_TITLES = 8, 4
FILMS_IN_A_THOUSAND, EPISODES_IN_A_THOUSAND = 65, 750
WITH_VOTES = 0.14
PEOPLE_A_TITLE = 1.25

_BLOCK = 50_000
_TITLE_WORDS = """
amber bridge castle crimson detective distant forest garden golden harbour hidden island last letter lonely mirror
night quiet red river road season silent song stranger summer valley winter witness year
"""
_FIRST_NAMES = "Ada Ben Clara Dan Eva Finn Greta Hugo Ida Jan Kira Leo Mara Nils Olga Paul Rosa Sven Tina Uwe Vera Wim"
_LAST_NAMES = "Abbas Berg Costa Diaz Eriksen Fontaine Garcia Huber Ito Jansen Kim Lopez Moreau Novak Okafor Rossi"
_WORDS, _FIRST, _LAST = _TITLE_WORDS.split(), _FIRST_NAMES.split(), _LAST_NAMES.split()
_GENRES = ("Drama", "Comedy", "Action,Thriller", "Horror", "Documentary", "Drama,Romance", "Crime,Drama,Mystery", r"\N")
_REGIONS = ("US", "DE", "FR", "JP", "BR", "GB", "IN", "ES", "PL", "HU")
_CATEGORIES = ("actor", "actress", "actor", "actress", "self", "director", "writer", "producer")


def write_imdb(
    folder: Path, titles: int, known: Sequence[tuple[int, str, int]] = (), seed: int = 0
) -> dict[str, int | float]:
    """Writes the files and gives how much is in them; `known` are (number, title, year) of films that must be there."""
    started = time.monotonic()
    folder.mkdir(parents=True, exist_ok=True)
    random = np.random.default_rng(seed)
    people = max(100, round(PEOPLE_A_TITLE * titles))
    with ExitStack() as stack:
        streams = {name: stack.enter_context(_packed(folder / f"{name}.tsv.gz")) for name in FILES}
        for name, header in FILES.items():
            streams[name].write(header + "\n")
        taken = {number for number, _, _ in known}
        films = _write_known(streams, known, people, random)
        for start in range(1, titles + 1, _BLOCK):
            numbers = [number for number in range(start, min(start + _BLOCK, titles + 1)) if number not in taken]
            films += _write_block(streams, np.array(numbers, np.int64), people, random)
        for start in range(1, people + 1, _BLOCK):
            streams["name.basics"].writelines(_people(range(start, min(start + _BLOCK, people + 1))))
    return {
        "titles": titles,
        "films_of_1000_votes": films,
        "people": people,
        "bytes": sum(file.stat().st_size for file in folder.glob("*.tsv.gz")),
        "seconds": round(time.monotonic() - started, 1),
    }


def _packed(path: Path) -> IO[str]:
    return gzip.open(path, "wt", encoding="utf-8", compresslevel=1)


def known_films(source: Path) -> list[tuple[int, str, int]]:
    """The IMDb number, title and year of each film of a data set that says them."""
    with open_data_set(source) as reader:
        movies = reader.movies()
    rows = zip(movies["imdb_id"].tolist(), movies["title"].tolist(), strict=True)
    films = {}
    for number, title in rows:
        parsed = parse_title(title)
        if isinstance(number, int) and parsed.year is not None:
            films[number] = (number, parsed.display_title, parsed.year)
    return list(films.values())


def _write_known(
    streams: dict[str, IO[str]],
    known: Sequence[tuple[int, str, int]],
    people: int,
    random: np.random.Generator,
) -> int:
    votes = random.lognormal(9, 2, len(known)).astype(np.int64) + 5
    for (number, title, year), count in zip(known, votes.tolist(), strict=True):
        streams["title.basics"].write(f"tt{number:07d}\tmovie\t{title}\t{title}\t0\t{year}\t\\N\t100\tDrama\n")
        streams["title.ratings"].write(f"tt{number:07d}\t7.1\t{count}\n")
    _write_credits(streams, [f"tt{number:07d}" for number, _, _ in known], people, random)
    return int((votes >= 1000).sum())


def _write_block(
    streams: dict[str, IO[str]], numbers: NDArray[np.int64], people: int, random: np.random.Generator
) -> int:
    count = len(numbers)
    dice = random.integers(0, 1000, count)
    kinds = np.where(dice < FILMS_IN_A_THOUSAND, "movie", "tvEpisode")
    kinds[dice >= FILMS_IN_A_THOUSAND + EPISODES_IN_A_THOUSAND] = "short"
    names = random.integers(0, len(_WORDS), (count, 3)).tolist()
    years = random.integers(1930, 2026, count).tolist()
    keys = [f"tt{number:07d}" for number in numbers.tolist()]
    streams["title.basics"].writelines(
        f"{key}\t{kind}\t{(title := _name(words, place))}\t{title}\t0\t{year}\t\\N\t{60 + year % 80}"
        f"\t{_GENRES[words[0] % 8]}\n"
        for key, kind, words, year, place in zip(keys, kinds.tolist(), names, years, numbers.tolist(), strict=True)
    )
    is_film = kinds == "movie"
    has_votes = (random.random(count) < WITH_VOTES) | (is_film & (random.random(count) < 0.4))
    # About 60,000 of 700,000 films have a thousand votes.
    votes = np.where(is_film, random.lognormal(4.5, 2.3, count), random.lognormal(3.5, 1.5, count)).astype(np.int64) + 5
    streams["title.ratings"].writelines(
        f"{keys[place]}\t{5 + place % 40 / 10:.1f}\t{votes[place]}\n" for place in np.flatnonzero(has_votes).tolist()
    )
    _write_credits(streams, keys, people, random)
    return int((is_film & has_votes & (votes >= 1000)).sum())


def _write_credits(streams: dict[str, IO[str]], keys: Sequence[str], people: int, random: np.random.Generator) -> None:
    who = random.integers(1, people + 1, (len(keys), CREDITS)).tolist()
    streams["title.crew"].writelines(
        f"{key}\tnm{row[5]:07d}\tnm{row[6]:07d}\n" for key, row in zip(keys, who, strict=True)
    )
    streams["title.principals"].writelines(
        f"{key}\t{place + 1}\tnm{person:07d}\t{_CATEGORIES[place]}\t\\N\t\\N\n"
        for key, row in zip(keys, who, strict=True)
        for place, person in enumerate(row)
    )
    words = random.integers(0, len(_WORDS), (len(keys), OTHER_TITLES)).tolist()
    streams["title.akas"].writelines(
        f"{key}\t{place + 1}\t{_WORDS[word].title()} {key[2:]} {place}\t{_REGIONS[word % 10]}"
        "\t\\N\timdbDisplay\t\\N\t0\n"
        for key, row in zip(keys, words, strict=True)
        for place, word in enumerate(row)
    )


def _name(words: Iterable[int], number: int) -> str:
    return f"{' '.join(_WORDS[word].title() for word in words)} {number % 1000}"


def _people(numbers: Iterable[int]) -> Iterator[str]:
    for number in numbers:
        name = f"{_FIRST[number % len(_FIRST)]} {_LAST[number // 22 % len(_LAST)]} {number // 374}"
        yield f"nm{number:07d}\t{name}\t1950\t\\N\tactor\t\\N\n"


def main(arguments: Sequence[str] | None = None) -> None:
    """Writes the files."""
    parser = argparse.ArgumentParser(prog="bench.generate_imdb", description=__doc__.splitlines()[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument("--titles", type=int, default=11_000_000)
    parser.add_argument("--links", type=Path, help="a data set whose films are to be among the titles")
    parser.add_argument("--seed", type=int, default=0)
    given = parser.parse_args(arguments)
    known = known_films(given.links) if given.links else ()
    print(json.dumps(write_imdb(given.folder, given.titles, known, given.seed)))


if __name__ == "__main__":
    main()
