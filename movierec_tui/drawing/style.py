"""A figure in our colours, written to its file in one step."""

from __future__ import annotations

import warnings
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import TYPE_CHECKING, Any

from db.errors import StoreError
from movierec_tui.drawing.request import SUFFIXES

if TYPE_CHECKING:
    from matplotlib.figure import Figure

PIXELS_AN_INCH = 160


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


DARK_INKS = Inks(
    background="#15171c",
    foreground="#d9dce3",
    muted="#969ba6",
    faint="#363b48",
    accent="#e3b261",
    above="#3f9fd8",
    below="#e0763f",
    lines=("#e3b261", "#5fc9d8", "#f29bb7", "#8fce7a", "#b9a6f2", "#f0924f"),
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
)


@contextmanager
def new_figure(width: float, height: float, inks: Inks) -> Iterator[Figure]:
    """An empty figure of so many inches. Every text in it is taken literally, "$" and "_" too."""
    import matplotlib as mpl  # noqa: PLC0415  (its import takes longer than anything else here)
    from matplotlib.figure import Figure  # noqa: PLC0415

    settings: Any = {
        "text.parse_math": False,
        "svg.fonttype": "none",
        "svg.hashsalt": "movierec-tui",
        "font.family": ["DejaVu Sans", "sans-serif"],
        "axes.unicode_minus": True,
        "text.color": inks.foreground,
        "axes.labelcolor": inks.muted,
        "axes.edgecolor": inks.faint,
        "axes.facecolor": inks.background,
        "xtick.color": inks.muted,
        "ytick.color": inks.muted,
    }
    with mpl.rc_context(settings), warnings.catch_warnings():
        # A title in letters that the font lacks is drawn with boxes in PNG; SVG keeps the letters.
        warnings.filterwarnings("ignore", message="Glyph .* missing from")
        yield Figure(figsize=(width, height), dpi=PIXELS_AN_INCH, facecolor=inks.background)


def checked_path(path: Path) -> Path:
    """The path, which says what kind of file it is to be.

    Raises:
        StoreError: it does not end with a kind that can be drawn, or there is no such folder, or it is one.
    """
    path = path.expanduser()
    if path.suffix.lower() not in SUFFIXES:
        raise StoreError(
            f"{path.name or 'This'} does not say what kind of picture it is: end the name with .svg or .png."
        )
    if path.is_dir():
        raise StoreError(f"{path} is a folder: give the name of a file in it.")
    if not path.parent.is_dir():
        raise StoreError(f"There is no folder {path.parent}: make it first, or choose another one.")
    return path


def write_figure(figure: Figure, path: Path) -> None:
    """Writes the picture beside its place and moves it there, so that no reader sees half of one.

    Raises:
        StoreError: it cannot be written there.
    """
    kind = path.suffix.lower().removeprefix(".")
    # A date would make two pictures of the same figures differ.
    metadata = {"Date": None} if kind == "svg" else {}
    temporary: Path | None = None
    try:
        with NamedTemporaryFile(dir=path.parent, prefix=f".{path.name}.", delete=False) as file:
            temporary = Path(file.name)
            figure.savefig(file, format=kind, metadata=metadata, facecolor=figure.get_facecolor())
        temporary.chmod(0o644)
        temporary.replace(path)
    except OSError as error:
        raise StoreError(f"{path} cannot be written: {error.strerror or error}.") from error
    finally:
        if temporary is not None:
            with suppress(OSError):
                temporary.unlink()
