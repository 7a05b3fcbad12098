"""How the app looks: two themes, colours that its widgets use beside Textual's own, and figures in place of stars."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import islice

from rich.segment import Segment
from textual.color import Color
from textual.css.stylesheet import Stylesheet
from textual.filter import LineFilter
from textual.theme import Theme

from movierec_tui.wording.text import in_figures


def _variables(page: str, blurred: str, hover: str, selection: str) -> dict[str, str]:
    """Where our themes differ from what Textual derives from their colours."""
    return {
        "border-blurred": blurred,
        "block-cursor-foreground": page,
        "input-selection-background": selection,
        "button-color-foreground": page,
        "button-focus-text-style": "bold",
        "scrollbar": blurred,
        "scrollbar-hover": hover,
        "scrollbar-background": page,
        "scrollbar-background-hover": page,
        "scrollbar-background-active": page,
    }


DARK = Theme(
    name="movierec-dark",
    primary="#e3b261",
    secondary="#7f90a8",
    accent="#e3b261",
    warning="#e0a15a",
    error="#e8767d",
    success="#93c088",
    foreground="#d9dce3",
    background="#15171c",
    surface="#1b1e25",
    panel="#242832",
    dark=True,
    variables=_variables("#15171c", "#363b48", "#4a5162", "#e3b261 35%"),
)

LIGHT = Theme(
    name="movierec-light",
    primary="#8a5200",
    secondary="#55657d",
    accent="#8a5200",
    warning="#9a5b00",
    error="#b3261e",
    success="#2f6b2a",
    foreground="#2a2824",
    background="#fbf9f5",
    surface="#f3f0e9",
    panel="#e8e3d9",
    dark=False,
    variables=_variables("#fbf9f5", "#cfc8ba", "#b5ac9a", "#8a5200 25%"),
)

THEMES = (DARK, LIGHT)

TEXT_CONTRAST = 4.5
SIGN_CONTRAST = 3.0
"""What WCAG 2.1 asks of text, and of bars and signs, beside what they stand on (AA; 1.4.3 and 1.4.11)."""

_TEXTS = ("foreground", "accent", "text-error", "text-warning", "text-success")
_CURSOR_TINTS = (0.22, 0.2, 0.18, 0.15, 0.12, 0.1, 0.07)
_STEPS = 25
_TERMINAL_VARIABLES = {
    "ink-muted": "ansi_bright_black",
    "ink-muted-on-cursor": "ansi_bright_white",
    "ink-star": "ansi_yellow",
    "ink-bar": "ansi_yellow",
    "ink-track": "ansi_bright_black",
    "row-cursor": "ansi_blue",
    "row-cursor-text": "ansi_bright_white",
    "border-blurred": "ansi_bright_black",
    "row-cursor-blurred": "ansi_default",
    "row-hover": "ansi_default",
}
"""The terminal's own colours, which only the terminal knows."""


def legible_variables(theme: Theme) -> dict[str, str]:
    """CSS variables that any theme needs here: colours of text and bars that can be told from what they stand on.

    Text of a theme that is too pale is moved towards black or white, as far as it must be; in our own two, nothing is.
    """
    if theme.ansi:
        return _TERMINAL_VARIABLES
    colours = theme.to_color_system().generate()
    background, surface, panel = (Color.parse(colours[name]) for name in ("background", "surface", "panel"))
    pages = (background, surface)
    texts = {name: legible(background + Color.parse(colours[name]), pages, TEXT_CONTRAST) for name in _TEXTS}
    foreground, accent = texts["foreground"], texts["accent"]
    cursor = _cursor_row(background, accent, foreground)
    blurred = background.blend(foreground, 0.08, alpha=1)
    hover = background.blend(foreground, 0.05, alpha=1)
    muted = foreground.blend(background, 0.38, alpha=1)
    return {name: colour.hex for name, colour in texts.items()} | {
        "ink-muted": legible(muted, (*pages, panel, blurred, hover), TEXT_CONTRAST).hex,
        "ink-muted-on-cursor": legible(muted, (cursor,), TEXT_CONTRAST).hex,
        "ink-star": legible(accent, (*pages, cursor), SIGN_CONTRAST).hex,
        "ink-bar": legible(accent.blend(background, 0.12, alpha=1), (*pages, cursor), SIGN_CONTRAST).hex,
        "ink-track": foreground.blend(background, 0.72, alpha=1).hex,
        "row-cursor": cursor.hex,
        "row-cursor-text": foreground.hex,
        "row-cursor-blurred": blurred.hex,
        "row-hover": hover.hex,
    }


def _cursor_row(background: Color, accent: Color, foreground: Color) -> Color:
    """As much of the accent as leaves text of both kinds legible."""
    rows = [background.blend(accent, tint, alpha=1) for tint in _CURSOR_TINTS]
    legibles = (row for row in rows if min(contrast(accent, row), contrast(foreground, row)) >= TEXT_CONTRAST)
    return next(legibles, rows[-1])


def legible(colour: Color, pages: Sequence[Color], wanted: float) -> Color:
    """The colour itself where its contrast to all pages is `wanted`, else the nearest one towards black or white."""
    pole = max((Color(0, 0, 0), Color(255, 255, 255)), key=lambda pole: contrast(pole, pages[0]))
    mixed = (colour.blend(pole, step / _STEPS, alpha=1) for step in range(_STEPS))
    return next((one for one in mixed if all(contrast(one, page) >= wanted for page in pages)), pole)


def contrast(one: Color, other: Color) -> float:
    """WCAG's contrast ratio of two opaque colours, from 1 to 21."""
    darker, lighter = sorted((_luminance(one), _luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def _luminance(colour: Color) -> float:
    """WCAG's relative luminance."""
    red, green, blue = map(_linear, colour.normalized)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _linear(share: float) -> float:
    return share / 12.92 if share <= 0.04045 else float(((share + 0.055) / 1.055) ** 2.4)


class CachedStylesheet(Stylesheet):
    """Keeps what it parsed until the theme's variables change.

    Textual parses every sheet again, twice, whenever a main screen is visited for the first time, although it keeps
    what it parsed. This may go when `Stylesheet.reparse` uses that.
    """

    def __init__(self, *, variables: dict[str, str]) -> None:
        super().__init__(variables=variables)
        self.variables = variables

    def set_variables(self, variables: dict[str, str]) -> None:
        """Forgets what was parsed, if a variable changed."""
        if variables != self.variables:
            self.variables = variables
            super().set_variables(variables)

    def reparse(self) -> None:
        self.parse()


class PlainLines(LineFilter):
    """Writes figures over the stars of every line, whatever widget drew them, and moves nothing."""

    def apply(self, segments: list[Segment], background: Color) -> list[Segment]:  # noqa: ARG002
        text = "".join(segment.text for segment in segments if not segment.control)
        if text.isascii():
            return segments
        figures = iter(in_figures(text))
        return [
            segment if segment.control else Segment("".join(islice(figures, len(segment.text))), segment.style)
            for segment in segments
        ]
