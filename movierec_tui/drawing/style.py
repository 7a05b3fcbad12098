"""The colours of pictures, an empty figure in them, and writing it to a file in one step."""

from __future__ import annotations

import warnings
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from data.output_file import new_file
from movierec_tui.library.answers import GenreGroup

if TYPE_CHECKING:
    from matplotlib.figure import Figure

PIXELS_PER_INCH = 160


@dataclass(frozen=True, slots=True)
class Inks:
    """The colours of a picture."""

    background: str
    foreground: str
    muted: str
    faint: str
    accent: str
    above: str
    below: str
    lines: tuple[str, ...]
    genre_groups: Mapping[GenreGroup, str]


def _of_groups(*colours: str) -> dict[GenreGroup, str]:
    """The colours of the groups, in their order."""
    return dict(zip(GenreGroup, colours, strict=True))


DARK_INKS = Inks(
    background="#15171c",
    foreground="#d9dce3",
    muted="#969ba6",
    faint="#363b48",
    accent="#e3b261",
    above="#3f9fd8",
    below="#e0763f",
    lines=("#e3b261", "#5fc9d8", "#f29bb7", "#8fce7a", "#b9a6f2", "#f0924f"),
    genre_groups=_of_groups(
        "#9fb3d1", "#f0d264", "#f29bb7", "#f0924f", "#b9a6f2", "#5fc9d8", "#f07a76", "#8fce7a", "#c8c2b4"
    ),
)
LIGHT_INKS = Inks(
    background="#fbf9f5",
    foreground="#2a2824",
    muted="#6c6860",
    faint="#d8d2c6",
    accent="#8a5200",
    above="#2f86bd",
    below="#cf5f27",
    lines=("#8a5200", "#006d7d", "#a8325f", "#2f6b1f", "#5f43b5", "#a34a00"),
    genre_groups=_of_groups(
        "#3f5c85", "#755c00", "#a8325f", "#a34a00", "#5f43b5", "#006d7d", "#b3201c", "#2f6b1f", "#5c574d"
    ),
)


def inks(*, dark: bool) -> Inks:
    """The colours of a dark or a light picture."""
    return DARK_INKS if dark else LIGHT_INKS


@contextmanager
def new_figure(width: float, height: float, colours: Inks) -> Iterator[Figure]:
    """An empty figure of so many inches. Every text in it is taken literally, "$" and "_" too."""
    import matplotlib as mpl  # noqa: PLC0415  (its import takes longer than anything else here)
    from matplotlib.figure import Figure  # noqa: PLC0415

    settings: Any = {
        "text.parse_math": False,
        "svg.fonttype": "none",
        "svg.hashsalt": "movierec-tui",
        "font.family": ["DejaVu Sans", "sans-serif"],
        "axes.unicode_minus": True,
        "text.color": colours.foreground,
        "axes.labelcolor": colours.muted,
        "axes.edgecolor": colours.faint,
        "axes.facecolor": colours.background,
        "xtick.color": colours.muted,
        "ytick.color": colours.muted,
    }
    with mpl.rc_context(), warnings.catch_warnings():
        # A `matplotlibrc` in the current folder is anybody's; it may have texts drawn by LaTeX.
        mpl.rcdefaults()
        mpl.rcParams.update(settings)
        # A title in letters that the font lacks is drawn with boxes in PNG; SVG keeps the letters.
        warnings.filterwarnings("ignore", message="Glyph .* missing from")
        yield Figure(figsize=(width, height), dpi=PIXELS_PER_INCH, facecolor=colours.background)


def write_figure(figure: Figure, path: Path) -> None:
    """Writes the picture; one that is there is replaced as a whole.

    Raises:
        DataSetError: it cannot be written there.
    """
    kind = path.suffix.lower().removeprefix(".")
    # A date would make two pictures of the same figures differ.
    metadata = {"Date": None} if kind == "svg" else {}
    with new_file(path, replace=True, mode=0o666) as file:
        figure.savefig(file, format=kind, metadata=metadata, facecolor=figure.get_facecolor())
