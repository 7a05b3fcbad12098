"""What importing a person's export would change, before anything is written, and the same in numbers."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from enum import StrEnum

from data.folding import fold
from data.personal import LeftOut, PersonalRow
from db.rows import MovieSummary

FilmIdentity = tuple[str, int | None, int | None, int | None, tuple[str, ...]]
"""What an export says of which film it means: title, year, IMDb id, TMDB id, and without ids other titles."""


def film_identity(row: PersonalRow) -> FilmIdentity:
    """Equal for rows that mean one film, as far as the export itself tells."""
    has_id = row.imdb_id is not None or row.tmdb_id is not None
    return row.title, row.year, row.imdb_id, row.tmdb_id, () if has_id else row.other_titles


class RowChange(StrEnum):
    """What importing a row would do."""

    NEW = "new"
    """The film gets its first rating, or the mark."""
    CHANGED = "changed"
    """The film's rating becomes another one."""
    SAME = "same"
    """The profile says so already."""
    KEPT = "kept yours"
    """The profile says otherwise, and said so later or with more weight."""
    COVERED = "covered"
    """Another row, or the profile's rating, says this and more: a film that is rated was seen."""


@dataclass(frozen=True, slots=True)
class MatchedRow:
    """A row whose film is known. `mine` is the profile's own rating of it, None without one."""

    row: PersonalRow
    movie: MovieSummary
    change: RowChange
    mine: float | None

    @property
    def is_plain(self) -> bool:
        """Whether row and film have the same title and year, so that nobody needs to look at the pair."""
        return self.row.year == self.movie.year and fold(self.row.title) == fold(self.movie.display_title)


@dataclass(frozen=True, slots=True)
class AmbiguousFilm:
    """A film of the export that a person has to choose.

    Attributes:
        rows: all that the export says of it; a choice for one of them counts for all.
        candidates: films that it may be, best first.
        reason: why it is not certain: "several films fit", "another year".
    """

    rows: tuple[PersonalRow, ...]
    candidates: tuple[MovieSummary, ...]
    reason: str

    @property
    def number(self) -> int:
        """The key of a choice for this film."""
        return self.rows[0].number


@dataclass(frozen=True, slots=True)
class ImportReport:
    """An import in numbers of rows, planned or done.

    Attributes:
        rows: all rows of films in the export; those `left_out` come on top.
        matched: the rows whose film is known; each is new, changed, same, kept or covered.
        ambiguous: rows that wait for a choice.
        unmatched: rows whose film is not in this data set.
        import_id: names an import that is done, so that `undo_import` undoes this one and no other; None where nothing
            was changed.
    """

    source: str
    rows: int
    matched: int
    new: int
    changed: int
    same: int
    kept: int
    covered: int
    ambiguous: int
    unmatched: int
    left_out: int
    import_id: str | None = None


@dataclass(frozen=True, slots=True)
class ImportPlan:
    """What an import would do; nothing is written yet.

    Attributes:
        source: the site's name, as in `PersonalExport`.
        matched: in the order of the export.
        unmatched: rows whose film is not in this data set. They are parked, and count as soon as a data set with
            their films is imported.
        notes, list_name: as in `PersonalExport`.
    """

    user_id: int
    source: str
    matched: tuple[MatchedRow, ...]
    ambiguous: tuple[AmbiguousFilm, ...]
    unmatched: tuple[PersonalRow, ...]
    left_out: tuple[LeftOut, ...]
    notes: tuple[str, ...] = ()
    list_name: str = ""

    def report(self) -> ImportReport:
        """The plan in numbers."""
        changes = Counter(matched.change for matched in self.matched)
        ambiguous = sum(len(film.rows) for film in self.ambiguous)
        return ImportReport(
            source=self.source,
            rows=len(self.matched) + ambiguous + len(self.unmatched),
            matched=len(self.matched),
            new=changes[RowChange.NEW],
            changed=changes[RowChange.CHANGED],
            same=changes[RowChange.SAME],
            kept=changes[RowChange.KEPT],
            covered=changes[RowChange.COVERED],
            ambiguous=ambiguous,
            unmatched=len(self.unmatched),
            left_out=len(self.left_out),
        )
