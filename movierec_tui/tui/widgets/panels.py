"""Lists side by side where there is room, and one at a time under a line of names where there is not."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from typing import ClassVar

from textual import events
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Container, Vertical
from textual.content import Content
from textual.geometry import Offset
from textual.message import Message
from textual.reactive import reactive, var
from textual.widget import Widget

from movierec_tui.tui.keys.actions import Context, bindings_for


class Panel(Vertical):
    """A framed list with a name."""

    DEFAULT_CSS = """
    Panel {
        border: round $border-blurred;
        border-title-color: $ink-muted;
        border-subtitle-color: $ink-muted;
        height: 1fr;
        width: 1fr;
        &:focus-within { border: round $border; border-title-color: $accent; }
    }
    """

    def __init__(self, name: str, table: Widget, *, id: str) -> None:
        super().__init__(table, id=id)
        self.short_name = name
        self.table = table
        self.rename(name)

    def rename(self, title: str) -> None:
        """Writes another title into the frame, as plain text."""
        self.border_title = Content(title)


class PanelNames(Widget):
    """The names of all panels in a line; the current one is marked.

    Attributes:
        names: of the panels.
        current: the index of the current one.
    """

    DEFAULT_CSS = """
    PanelNames { height: 1; width: 1fr; }
    """

    names: reactive[tuple[str, ...]] = reactive(())
    current: reactive[int] = reactive(0)

    @dataclass
    class Chosen(Message):
        """A name was clicked."""

        index: int

    def __init__(self) -> None:
        super().__init__()
        self._places: list[range] = []

    def render(self) -> Content:
        line = Content(" ")
        self._places = []
        for index, name in enumerate(self.names):
            start = line.cell_length
            here = index == self.current
            style = "bold $accent" if here else "$ink-muted"
            line += Content.assemble((f"{'●' if here else '○'} {name}", style), "   ")
            self._places.append(range(start, line.cell_length))
        return line

    def hidden_panels(self) -> Iterator[tuple[Offset, Callable[[], object]]]:
        """Where the name of each panel that is not current stands, and what makes it current."""
        for index, place in enumerate(self._places):
            if index != self.current:
                yield Offset(place.start - 1, 0), partial(self.post_message, self.Chosen(index))

    def on_click(self, event: events.Click) -> None:
        for index, place in enumerate(self._places):
            if event.x in place:
                self.post_message(self.Chosen(index))


class Panels(Container):
    """Several panels: all of them on a wide screen (class `-wide`), else only the current one.

    Attributes:
        names: of the panels, as the line above them shows them.
        current: the index of the current panel.
    """

    BINDINGS: ClassVar[list[BindingType]] = bindings_for(Context.PANELS)
    DEFAULT_CSS = """
    Panels {
        height: 1fr;
        & > Panel { display: none; }
        & > Panel.-current { display: block; }
        & > PanelNames { dock: top; }
    }
    """

    names: var[tuple[str, ...]] = var(())
    current: var[int] = var(0, init=False)

    def __init__(self, *panels: Panel, id: str | None = None) -> None:
        super().__init__(id=id)
        self._panels = panels
        self.names = tuple(panel.short_name for panel in panels)
        self.shown.add_class("-current")

    def compose(self) -> ComposeResult:
        yield PanelNames().data_bind(Panels.names, Panels.current)
        yield from self._panels

    @property
    def shown(self) -> Panel:
        return self._panels[self.current]

    def watch_current(self) -> None:
        for panel in self._panels:
            panel.set_class(panel is self.shown, "-current")

    def rename(self, index: int, name: str) -> None:
        """Gives a panel another name in the line of names."""
        self.names = (*self.names[:index], name, *self.names[index + 1 :])

    def go(self, index: int) -> None:
        """Shows a panel and puts the focus on its list; after the last one comes the first."""
        self.current = index % len(self._panels)
        self.shown.table.focus(scroll_visible=False)

    def on_descendant_focus(self) -> None:
        for index, panel in enumerate(self._panels):
            if panel.table.has_focus:
                self.current = index

    def on_panel_names_chosen(self, event: PanelNames.Chosen) -> None:
        event.stop()
        self.go(event.index)

    def action_next_panel(self, step: int) -> None:
        self.go(self.current + step)
