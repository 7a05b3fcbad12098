"""What the signs of the map mean: a sign and a colour for each group of genres."""

from __future__ import annotations

from textual.content import Content
from textual.geometry import Size
from textual.reactive import reactive
from textual.theme import Theme
from textual.widget import Widget

from movierec_tui.drawing.style import inks
from movierec_tui.library.answers import GenreGroup

SIGNS: dict[GenreGroup, str] = {
    GenreGroup.DRAMA: "●",
    GenreGroup.COMEDY: "○",
    GenreGroup.ROMANCE: "♥",
    GenreGroup.ACTION: "▲",
    GenreGroup.CRIME: "■",
    GenreGroup.FANTASY: "◆",
    GenreGroup.HORROR: "▼",
    GenreGroup.CHILDREN: "✚",
    GenreGroup.DOCUMENTARY: "□",
}
OWN_SIGN = "★"
"""Stands in place of the group's sign where the person rated the film."""

_TERMINAL_INKS: dict[GenreGroup, str] = {
    GenreGroup.DRAMA: "ansi_blue",
    GenreGroup.COMEDY: "ansi_yellow",
    GenreGroup.ROMANCE: "ansi_bright_magenta",
    GenreGroup.ACTION: "ansi_bright_red",
    GenreGroup.CRIME: "ansi_magenta",
    GenreGroup.FANTASY: "ansi_cyan",
    GenreGroup.HORROR: "ansi_red",
    GenreGroup.CHILDREN: "ansi_green",
    GenreGroup.DOCUMENTARY: "ansi_default",
}


def genre_group_colour(genre_group: GenreGroup, theme: Theme) -> str:
    """The group's colour in a theme, as Textual's styles write it."""
    if theme.ansi:
        return _TERMINAL_INKS[genre_group]
    return inks(dark=theme.dark).genre_groups[genre_group]


_GAP = "  "


class GenreGroupLegend(Widget):
    """Signs with their names, in as many lines as it takes."""

    DEFAULT_CSS = """
    GenreGroupLegend { height: auto; padding: 0 1; color: $ink-muted; }
    """

    genre_group: reactive[GenreGroup | None] = reactive(None)

    def render(self) -> Content:
        return Content("\n").join(self._lines(self.size.width))

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:  # noqa: ARG002
        return len(self._lines(width))

    def _lines(self, width: int) -> list[Content]:
        entries = [self._entry(genre_group) for genre_group in GenreGroup]
        entries.append(Content.assemble((OWN_SIGN, "bold $ink-star"), " rated by you"))
        lines, line = [], Content("")
        for entry in entries:
            if line and line.cell_length + len(_GAP) + entry.cell_length > width:
                lines.append(line)
                line = Content("")
            line = entry if not line else Content.assemble(line, _GAP, entry)
        return [*lines, line]

    def _entry(self, genre_group: GenreGroup) -> Content:
        ink = genre_group_colour(genre_group, self.app.current_theme)
        if genre_group is self.genre_group:
            return Content.assemble((f"[{SIGNS[genre_group]} {genre_group.value}]", f"bold {ink}"))
        return Content.assemble((SIGNS[genre_group], ink), f" {genre_group.value}")
