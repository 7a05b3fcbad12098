"""A person's taste as a table: genres by decades, and how far each cell is from the average."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from movierec_tui.wording.text import signed

if TYPE_CHECKING:
    from db.taste import TasteCell, TasteGrid

FEW = 3
"""Cells with fewer films say little."""

_DECADE = 10
_SHRINKAGE = 3.0
"""A cell's difference is multiplied by n / (n + this) when cells are compared: one film says little, ten say much."""


class Measure(StrEnum):
    """What the person's stars are compared with."""

    OWN = "own"
    OTHERS = "others"


MEASURE_WORDS = {Measure.OWN: "compared with their own average", Measure.OTHERS: "compared with other people's ratings"}


@dataclass(frozen=True, slots=True)
class Period:
    """One decade, or all decades up to one."""

    first_year: int
    last_year: int

    @property
    def label(self) -> str:
        """Like "1990s", or "–1959" for all earlier decades together."""
        if self.last_year - self.first_year > _DECADE:
            return f"–{self.last_year}"
        return f"{self.first_year}s"


@dataclass(frozen=True, slots=True)
class TasteValue:
    """How many films of a cell were rated, and by how many stars they are above the average."""

    films: int
    difference: float

    @property
    def words(self) -> str:
        """The difference with its sign, and a dot after it where there are few films."""
        return f"{self.figure}{'·' if self.films < FEW else ' '}"

    @property
    def figure(self) -> str:
        """The difference with its sign; zero has none."""
        shown = signed(self.difference, 1)
        return " 0.0" if shown in ("+0.0", "−0.0") else shown

    @property
    def strength(self) -> float:
        """The difference, shrunk where there are few films; at most about 1 for most people."""
        return self.difference * self.films / (self.films + _SHRINKAGE)


@dataclass(frozen=True, slots=True)
class TasteTable:
    """A table with a value where there are ratings: the most rated genre first, the oldest period first.

    `strongest` are the cells with values, the most telling first.
    """

    genres: tuple[str, ...]
    periods: tuple[Period, ...]
    values: dict[tuple[str, Period], TasteValue]
    strongest: tuple[tuple[str, Period], ...]


def taste_table(grid: TasteGrid, measure: Measure, most_periods: int) -> TasteTable:
    """The grid in at most `most_periods` columns: the oldest decades share one where there are more."""
    decades = sorted({cell.decade for cell in grid.cells})
    periods = _periods(decades, max(1, most_periods))
    sums: dict[tuple[str, Period], list[TasteCell]] = defaultdict(list)
    films: dict[str, int] = defaultdict(int)
    for cell in grid.cells:
        period = next(p for p in periods if p.first_year <= cell.decade <= p.last_year)
        sums[cell.genre, period].append(cell)
        films[cell.genre] += cell.films
    mean = grid.mean or 0.0
    values = {where: _value(cells, measure, mean) for where, cells in sums.items()}
    return TasteTable(
        genres=tuple(sorted(films, key=lambda genre: (-films[genre], genre))),
        periods=periods,
        values=values,
        strongest=tuple(
            sorted(values, key=lambda where: (-abs(values[where].strength), where[0], where[1].first_year))
        ),
    )


def _periods(decades: list[int], most: int) -> tuple[Period, ...]:
    if not decades:
        return ()
    every = list(range(decades[0], decades[-1] + 1, _DECADE))
    shared = len(every) - most + 1 if len(every) > most else 0
    old, own = every[:shared], every[shared:]
    first = [Period(old[0], old[-1] + _DECADE - 1)] if old else []
    return (*first, *(Period(decade, decade + _DECADE - 1) for decade in own))


def _value(cells: list[TasteCell], measure: Measure, mean: float) -> TasteValue:
    films = sum(cell.films for cell in cells)
    stars = sum(cell.stars for cell in cells)
    expected = sum(cell.others for cell in cells) if measure is Measure.OTHERS else mean * films
    return TasteValue(films, (stars - expected) / films)
