"""Which picture is wanted: what a command's options, or the keys of a screen, come to."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from movierec_tui.wording.taste_table import Measure


class Kind(StrEnum):
    """The pictures there are."""

    MAP = "map"
    TASTE = "taste"
    CURVES = "curves"


FILE_NAMES = {Kind.MAP: "film-map", Kind.TASTE: "taste", Kind.CURVES: "training-curves"}
SUFFIXES = (".svg", ".png")


@dataclass(frozen=True, slots=True)
class PictureRequest:
    """One picture.

    Attributes:
        kind: which one.
        user_id: whose taste it shows, or whose ratings the map marks.
        family: the name of the family of genres that the map brings to the front.
        measure: what the taste is compared with.
        run_ids: whose curves it shows, the first one as the measure of the others; empty takes all that are ready.
        dark: light on dark, as the app's dark theme.
    """

    kind: Kind
    user_id: int | None = None
    genre_group: str | None = None
    measure: Measure = Measure.OWN
    run_ids: tuple[int, ...] = ()
    dark: bool = False


def unused_path(folder: Path, kind: Kind, suffix: str = ".svg") -> Path:
    """A path in the folder at which there is nothing yet."""
    name = FILE_NAMES[kind]
    path, number = folder / f"{name}{suffix}", 2
    while path.exists():
        path, number = folder / f"{name}-{number}{suffix}", number + 1
    return path
