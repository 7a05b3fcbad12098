"""A screen that is opened is drawn once, with styles that were worked out once."""

from __future__ import annotations

from contextlib import ExitStack
from typing import Self, TypeVar

from textual import on
from textual.events import Mount, Resize, ScreenResume, Unmount
from textual.geometry import Region
from textual.screen import Screen

from movierec_tui.tui.screens.changed_lines import ChangedLines

A = TypeVar("A")

_FIRST_LAYOUT_SECONDS = 0.1
_SETTLING_SECONDS = 0.004
"""In which the parts of a screen that comes to the front take over what they are told, to be drawn together."""


class DrawnOnce(Screen[A]):
    """Draws nothing of the first of two layouts, which only finds out which scroll bars the second one needs."""

    _styled_with: dict[str, str] | None = None
    _drawn_with_layout = False

    def __init__(self, name: str | None = None, id: str | None = None, classes: str | None = None) -> None:
        super().__init__(name, id, classes)
        self._compositor = ChangedLines()
        self._first_layout = ExitStack()

    @on(Mount)
    def _mounted_before_layout(self) -> None:
        # Hides the place of notices; Textual would do so after the first layout, and lay out again.
        self.query("ToastRack").set(display=False)
        self._styled_with = self.app.theme_variables
        self._css_update_count = self.app._css_update_count
        self.call_later(self._lay_out_unseen)
        self.set_timer(_FIRST_LAYOUT_SECONDS, self._lay_out_unseen)

    def _lay_out_unseen(self) -> None:
        # While nobody waits: what opens later has only its changes to be laid out again. Twice, for the scroll bars.
        if self not in self.app.screen_stack:
            self._refresh_layout(self.app.size)

    @on(ScreenResume)
    def _put_drawing_off(self, event: ScreenResume) -> None:
        # All styles are worked out when the parts are made; again only where the theme changed meanwhile.
        if self._styled_with is self.app.theme_variables:
            event.refresh_styles = False
        self._styled_with = self.app.theme_variables
        # A main screen is drawn a moment later, when the app has started or has changed from one to the other.
        self._drawn_with_layout = len(self.app.screen_stack) > 1 and self.outer_size != self.app.size
        if self._drawn_with_layout:
            self._first_layout.enter_context(self.app.batch_update())
            # Told of its size, the screen is laid out again; should it not be told, it is drawn all the same.
            self.set_timer(_FIRST_LAYOUT_SECONDS, self._first_layout.close)
        self.call_next(self._resumed)

    def _resumed(self) -> None:
        self._drawn_with_layout = False
        # Sooner than with the next tick of Textual's timer.
        self.set_timer(_SETTLING_SECONDS, self._on_timer_update)

    @on(Resize)
    @on(Unmount)
    def _end_first_layout(self) -> None:
        # A screen that is left before it was ever drawn ends it, too: else nothing would be drawn any more.
        self._first_layout.close()

    def _on_timer_update(self) -> None:
        whole = self._layout_required and self._repaint_required
        whole = whole and self.is_current and not self.app._batch_count
        if whole:
            # The layout draws all of it; Textual would draw once what it moved, and once everything.
            self._dirty_widgets.add(self)
            self._repaint_required = False
        super()._on_timer_update()
        if whole:
            for widget in self._compositor.visible_widgets:
                # What was asked for until now has just been drawn.
                widget._exchange_repaint_regions()

    def _compositor_refresh(self) -> None:
        # Textual draws while updates are held back, too, shows nothing of it, and forgets what was to be drawn.
        if self.app._batch_count and self is self.app.screen:
            return
        super()._compositor_refresh()

    def restyle(self) -> None:
        """Works all styles out again when the screen comes to the front."""
        self._styled_with = None

    def refresh(
        self, *regions: Region, repaint: bool = True, layout: bool = False, recompose: bool = False
    ) -> Self:
        """Draws anew, but for what Textual draws anyway.

        Another layout draws what it moved, and a screen that comes to the front is drawn there with its first layout.
        """
        if layout or (self._drawn_with_layout and not regions):
            repaint = False
        return super().refresh(*regions, repaint=repaint, layout=layout, recompose=recompose)
