"""What the signs of the map mean; the group in front is marked."""

from __future__ import annotations

from textual.content import Content
from textual.geometry import Size
from textual.reactive import reactive
from textual.widget import Widget

from movierec_tui.library.answers import GenreGroup
from movierec_tui.tui.widgets.genre_group_styles import OWN_SIGN, SIGNS, genre_group_colour

_GAP = "  "


class GenreGroupLegend(Widget):
    """Signs with their names, in as many lines as it takes."""

    DEFAULT_CSS = """
    GenreGroupLegend { height: auto; padding: 0 1; color: $ink-muted; }
    """

    genre_group: reactive[GenreGroup | None] = reactive(None)

    def render(self) -> Content:
        """The names, each with its sign."""
        return Content("\n").join(self._lines(self.size.width))

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:  # noqa: ARG002
        """As many lines as the names need in this width."""
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
