"""Exports as Letterboxd and IMDb write them, of the films of a catalogue, with the truth about every row.

Well-known films have the names that the sites really give them; the others are spelled as sites differ from MovieLens:
dashes, "&", numerals, original titles, accents, and now and then another year. Films that the catalogue lacks and
television come in between.
"""

from __future__ import annotations

import csv
import io
import re
import unicodedata
import zipfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path

import numpy as np

from tests.data.real_names import RealName, real_names

NEWER = (
    ("Parasite", "Gisaengchung", 2019, 6751668),
    ("Portrait of a Lady on Fire", "Portrait de la jeune fille en feu", 2019, 8613070),
    ("Dune", "Dune: Part One", 2021, 1160419),
    ("Oppenheimer", "Oppenheimer", 2023, 15398776),
    ("Avengers: Endgame", "Avengers: Endgame", 2019, 4154796),
    ("Past Lives", "Past Lives", 2023, 13238346),
    ("The Batman", "The Batman", 2022, 1877830),
    ("Halloween Kills", "Halloween Kills", 2021, 10665338),
    ("West Side Story", "West Side Story", 2021, 3581652),
    ("Nosferatu", "Nosferatu", 2024, 5040012),
    ("The Boy and the Heron", "君たちはどう生きるか", 2023, 6587046),
    ("Drive My Car", "ドライブ・マイ・カー", 2021, 14039582),
    ("tick, tick... BOOM!", "tick, tick... BOOM!", 2021, 8721424),
    ("Everything Everywhere All at Once", "Everything Everywhere All at Once", 2022, 6710474),
)
"""Films that no data set before 2019 has: title, original title, year, IMDb number."""

EPISODES = ("Ozymandias", "The Rains of Castamere", "Pilot", "Hush", "Blink", "The Constant")
SERIES = ("Breaking Bad", "Fargo", "The Wire", "Twin Peaks", "Fleabag", "Westworld")

Truth = dict[tuple[str, int], int | None]
"""For (file, line): the film's id, None where the catalogue lacks the film."""


@dataclass(frozen=True, slots=True)
class CatalogueFilm:
    """A film as MovieLens has it; `aliases` are its other names."""

    movie_id: int
    title: str
    display_title: str
    year: int | None
    imdb_id: int | None
    aliases: tuple[str, ...]
    ratings: int


@dataclass(frozen=True, slots=True)
class _Spelled:
    """A film as a site has it."""

    movie_id: int | None
    title: str
    original: str
    year: int | None
    imdb_id: int | None


@dataclass(slots=True)
class _Sheet:
    """A CSV file in the making."""

    name: str
    header: Sequence[str]
    rows: list[Sequence[object]] = field(default_factory=list)
    truth: Truth = field(default_factory=dict)

    def add(self, film: int | None, *cells: object) -> None:
        self.rows.append(cells)
        self.truth[self.name, len(self.rows) + 1] = film

    def text(self) -> str:
        written = io.StringIO(newline="")
        writer = csv.writer(written, lineterminator="\n")
        writer.writerows([self.header, *self.rows])
        return written.getvalue()


class ExportWriter:
    """Writes exports of one person, the same for the same seed.

    Args:
        films: of the catalogue.
        missing: films that the catalogue does not have.
        seed: of all that is random.
    """

    def __init__(self, films: Sequence[CatalogueFilm], missing: Sequence[CatalogueFilm], seed: int) -> None:
        self._films = films
        self._missing = missing
        self._random = np.random.default_rng(seed)

    def letterboxd(self, path: Path, count: int) -> Truth:
        """The zip archive of a person with `count` films: three quarters rated, some only seen, some to be seen."""
        chosen = self._chosen(count, self._letterboxd_name)
        header = ("Date", "Name", "Year", "Letterboxd URI")
        ratings = _Sheet("ratings.csv", (*header, "Rating"))
        watched, watchlist = _Sheet("watched.csv", header), _Sheet("watchlist.csv", header)
        for place, film in enumerate(chosen):
            cells = (self._day(), film.title, film.year, f"https://boxd.it/{place:x}")
            if place % 10 < 8:
                watched.add(film.movie_id, *cells)
            if place % 10 < 7:
                ratings.add(film.movie_id, *cells, f"{self._random.integers(1, 11) / 2:g}")
            elif place % 10 >= 8:
                watchlist.add(film.movie_id, *cells)
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
            for sheet in (watched, ratings, watchlist):
                archive.writestr(sheet.name, sheet.text())
            archive.writestr("profile.csv", "Date Joined,Username\n2015-01-01,someone\n")
            archive.writestr("deleted/diary.csv", "Date,Name,Year,Letterboxd URI,Rating\n2019-01-01,Gone,2000,u,1\n")
        return ratings.truth | watched.truth | watchlist.truth

    def imdb(self, path: Path, count: int, *, with_ids: bool = True) -> Truth:
        """A ratings CSV of `count` rows, a twentieth of them television."""
        sheet = _Sheet(
            path.name,
            ("Const", "Your Rating", "Date Rated", "Title", "Original Title", "URL", "Title Type", "IMDb Rating",
             "Runtime (mins)", "Year", "Genres", "Num Votes", "Release Date", "Directors"),
        )  # fmt: skip
        television = count // 20
        kinds = {"TV Episode": EPISODES, "TV Series": SERIES}
        rows = [(film, "Movie") for film in self._chosen(count - television, self._imdb_name)]
        for place in range(television):
            kind = "TV Episode" if place % 3 else "TV Series"
            title = kinds[kind][place % len(kinds[kind])]
            rows.append((_Spelled(None, title, title, 2008, 20_000_000 + place), kind))
        for place in self._random.permutation(len(rows)).tolist():
            film, kind = rows[place]
            const = f"tt{film.imdb_id:07d}" if film.imdb_id and with_ids else ""
            sheet.add(
                film.movie_id, const, self._random.integers(1, 11), self._day(), film.title,
                film.original or film.title, f"https://www.imdb.com/title/{const}", kind, "7.1", 101, film.year,
                "Comedy, Drama", 12345, "", 'Jane "JD" Doe, John Roe',
            )  # fmt: skip
        path.write_text(sheet.text(), encoding="utf-8")
        return sheet.truth

    def _chosen(self, count: int, spell: Callable[[CatalogueFilm], _Spelled]) -> list[_Spelled]:
        """Popular films more often than others, each once; a tenth is missing in the catalogue."""
        newer = [_Spelled(None, *film) for film in NEWER]
        gone = [replace(spell(film), movie_id=None) for film in self._sample(self._missing, count // 10 - len(newer))]
        there = [spell(film) for film in self._sample(self._films, count - len(newer) - len(gone))]
        spelled = [*newer, *gone, *there]
        return [spelled[place] for place in self._random.permutation(len(spelled)).tolist()]

    def _sample(self, films: Sequence[CatalogueFilm], count: int) -> list[CatalogueFilm]:
        weights = np.array([film.ratings + 0.5 for film in films])
        count = max(min(count, len(films)), 0)
        if not count:
            return []
        chosen = self._random.choice(len(films), count, replace=False, p=weights / weights.sum())
        return [films[place] for place in chosen.tolist()]

    def _letterboxd_name(self, film: CatalogueFilm) -> _Spelled:
        if real := _real_names().get(film.title):
            return _Spelled(film.movie_id, real.letterboxd, "", real.letterboxd_year, film.imdb_id)
        return self._spelled(film)

    def _imdb_name(self, film: CatalogueFilm) -> _Spelled:
        if real := _real_names().get(film.title):
            return _Spelled(film.movie_id, real.imdb, real.original, real.year, film.imdb_id)
        return self._spelled(film)

    def _spelled(self, film: CatalogueFilm) -> _Spelled:
        title = film.display_title
        original = film.aliases[-1] if film.aliases else title
        if film.aliases and self._happens(0.15):
            title = film.aliases[0]
        for chance, change in _HABITS:
            if self._happens(chance):
                title = change(title)
        year = film.year
        if year is not None and self._happens(0.03):
            year += 1 if self._happens(0.5) else -1
        elif self._happens(0.005):
            year = None
        return _Spelled(film.movie_id, title, original, year, film.imdb_id)

    def _happens(self, chance: float) -> bool:
        return bool(self._random.random() < chance)

    def _day(self) -> str:
        day = datetime(2012, 1, 1, tzinfo=UTC) + timedelta(days=int(self._random.integers(0, 4500)))
        return day.strftime("%Y-%m-%d")


_NUMERALS = {"2": "II", "3": "III", "4": "IV", "II": "2", "III": "3", "IV": "4"}


def _without_accents(title: str) -> str:
    return "".join(char for char in unicodedata.normalize("NFKD", title) if not unicodedata.combining(char))


def _other_numeral(title: str) -> str:
    return re.sub(r"(?<= )(?:II|III|IV|2|3|4)$", lambda match: _NUMERALS[match[0]], title)


_HABITS: tuple[tuple[float, Callable[[str], str]], ...] = (
    (0.9, lambda title: title.replace(" - ", " – ")),
    (0.3, lambda title: title.replace(" & ", " and ")),
    (0.1, lambda title: title.replace(" and ", " & ")),
    (0.2, lambda title: title.replace("'", "’")),
    (0.1, _other_numeral),
    (0.5, lambda title: title.replace(": Part ", " Part ")),
    (0.05, lambda title: title.replace(": ", " – ")),
    (0.05, _without_accents),
    (0.03, str.upper),
    (0.03, lambda title: title.rstrip("!?.") or title),
    (0.05, lambda title: title.replace("-", " ")),
)
"""How sites differ from MovieLens and from each other: (chance, what they make of a title)."""


@cache
def _real_names() -> Mapping[str, RealName]:
    return {name.movielens: name for name in real_names()}
