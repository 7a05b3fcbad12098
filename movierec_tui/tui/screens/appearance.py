"""How the app looks: the theme, reduced motion, and figures in place of stars and bars."""

from __future__ import annotations

from dataclasses import replace
from typing import ClassVar

from textual import events, on
from textual.binding import BindingType
from textual.theme import Theme
from textual.timer import Timer

from movierec_tui.tui.keys.actions import Context, binding_called, bindings_for
from movierec_tui.tui.screens.dialog import ListDialog
from movierec_tui.tui.theme import THEMES
from movierec_tui.tui.widgets.cells import Cell, marked, muted
from movierec_tui.tui.widgets.table import ChoiceTable, Column, RowTable

PREVIEW_SECONDS = 0.12
"""How long the cursor rests before its theme is shown, as that repaints everything."""


def in_order(available: dict[str, Theme]) -> list[Theme]:
    """All themes: our own, those with the terminal's colours, then the others by name."""
    own = [theme.name for theme in THEMES]
    terminal = sorted(name for name, theme in available.items() if theme.ansi)
    others = sorted(set(available) - {*own, *terminal})
    return [available[name] for name in (*own, *terminal, *others)]


def _kind(theme: Theme) -> str:
    return "dark" if theme.dark else "light"


class ThemeTable(ChoiceTable[Theme]):
    """The themes; Enter keeps one."""

    BINDINGS: ClassVar[list[BindingType]] = [binding_called("choice.take", "Use")]


class AppearanceScreen(ListDialog[Theme, None]):
    """The themes; the one under the cursor is shown at once, and kept with Enter."""

    TABLE = ThemeTable
    BINDINGS: ClassVar[list[BindingType]] = bindings_for(Context.LOOKS)

    def __init__(self) -> None:
        super().__init__(
            "Appearance",
            [
                Column("Theme", self._title, width=24, flex=1),
                Column("", lambda theme: muted(_kind(theme)), width=5),
            ],
            key=lambda theme: theme.name,
        )
        self._waiting: Timer | None = None

    @property
    def most_lines(self) -> int:
        return self.app.size.height // 2

    def _title(self, theme: Theme) -> Cell:
        name = f"Your terminal's colours, {_kind(theme)}" if theme.ansi else theme.name.replace("-", " ").capitalize()
        return marked(name, here=theme.name == self._before)

    def on_mount(self) -> None:
        self._before = self.app.theme
        self.show_things(in_order(self.app.available_themes), "", self._before)
        self._draw_choices()

    def _draw_choices(self) -> None:
        choices = self.movierec.choices
        self.note_switches(
            ("looks.still", choices.still, "Reduce motion"),
            ("looks.in_words", choices.in_words, "Figures in place of stars and bars"),
        )

    @on(RowTable.Highlighted, "#things")
    def _preview_soon(self) -> None:
        self._stop()
        self._waiting = self.set_timer(PREVIEW_SECONDS, self._preview)

    def _preview(self) -> None:
        theme = self.things.current
        if theme is not None and self.is_attached:
            self.app.theme = theme.name

    def take(self, row: Theme) -> None:
        self._stop()
        self.movierec.choose(replace(self.movierec.choices, theme=row.name))
        self.dismiss(None)

    def _stop(self) -> None:
        if self._waiting is not None:
            self._waiting.stop()

    def action_still(self) -> None:
        choices = self.movierec.choices
        self.movierec.choose(replace(choices, still=not choices.still))
        self._draw_choices()

    def action_in_words(self) -> None:
        choices = self.movierec.choices
        self.movierec.choose(replace(choices, in_words=not choices.in_words))
        self._draw_choices()

    def on_click(self, event: events.Click) -> None:
        note = self.query_one("#note").region
        if note.contains_point(event.screen_offset):
            (self.action_still, self.action_in_words)[event.screen_y - note.y]()

    def action_close(self) -> None:
        self._stop()
        self.app.theme = self._before
        self.dismiss(None)
