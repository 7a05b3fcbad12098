"""One line above the key bar: asks for the stars of a film, and tells what was said of one."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual import events
from textual.binding import BindingType
from textual.content import Content
from textual.reactive import reactive
from textual.timer import Timer
from textual.widget import Widget

from movierec_tui.tui.keys.actions import Context, bindings_for
from movierec_tui.tui.services import Services, services
from movierec_tui.tui.widgets.cells import cut_middle
from movierec_tui.tui.widgets.film_card import titled
from movierec_tui.tui.widgets.opinion_cells import change_line
from movierec_tui.wording.text import stars_of_five

if TYPE_CHECKING:
    from db.rows import MovieSummary
    from movierec_tui.tui.ratings import RatingChange

SECONDS = 6.0
"""How long the line tells of a change."""

UNTOLD_SECONDS = 0.5
"""How long it waits to be told of a change, which may never come: the same stars again change nothing."""

_MIDDLE = 3.0
_HINT = "1–5 stars"


class RatingStrip(Widget):
    """Hidden until it has something to ask or to tell; it lies over the screen, so that nothing moves.

    Attributes:
        film: whose stars are asked for; None while nothing is asked.
        stars: those shown, to be taken with Enter.
        telling: what was just said of a film.
    """

    BINDINGS: ClassVar[list[BindingType]] = bindings_for(Context.STARS, Context.STRIP)
    DEFAULT_CSS = """
    RatingStrip {
        layer: above;
        dock: bottom;
        height: 1;
        margin: 0 0 1 0;
        padding: 0 2;
        background: $panel;
        display: none;
        &:focus { background: $row-cursor; }
    }
    """

    film: reactive[MovieSummary | None] = reactive(None)
    stars: reactive[float | None] = reactive(None)
    telling: reactive[Content] = reactive(Content(""))

    def __init__(self) -> None:
        super().__init__()
        self._back: Widget | None = None
        self._hiding: Timer | None = None
        self._stars_at = range(0)

    @property
    def movierec(self) -> Services:
        """The app, as this widget's own kind."""
        return services(self)

    def on_mount(self) -> None:
        """Follows what is said of films."""
        self.watch(self.app, "last_change", self._told, init=False)

    # Telling

    def _told(self, told: RatingChange | None) -> None:
        if told is not None and self.screen.is_current:
            undo_key = self.movierec.key_of("app.undo")
            self.tell(change_line(told.film, told.change, undo_key, undone=told.undone))

    def tell(self, words: Content) -> None:
        """Shows a sentence for a while."""
        self.film = None
        self.telling = words
        self.display = True
        self._stop_hiding()
        self._hiding = self.set_timer(SECONDS, self._hide)

    # Asking

    def ask(self, film: MovieSummary, stars: float | None) -> None:
        """Asks for the stars of a film; `stars` are those that it has."""
        self._stop_hiding()
        if self.film is None:
            self._back = self.screen.focused
        self.film, self.stars = film, stars
        self.display = True
        self.can_focus = True
        # At once, as the next key is a number of stars and not one of the app's.
        self.screen.set_focus(self)

    def on_blur(self) -> None:
        """Whoever goes elsewhere does not want to rate."""
        if self.film is not None:
            self._hide()

    def _hide(self) -> None:
        self.film = None
        self.can_focus = False
        self.display = False

    def _leave(self) -> None:
        self._hide()
        self._go_back()

    def _go_back(self) -> None:
        if self._back is not None and self._back.is_attached:
            self.screen.set_focus(self._back)

    def _stop_hiding(self) -> None:
        if self._hiding is not None:
            self._hiding.stop()

    def action_stars(self, number: int) -> None:
        """Gives whole stars at once."""
        self._give(float(number))

    def action_change(self, steps: int) -> None:
        """Shows half a star more or less; the first press of a film without stars begins in the middle."""
        if self.stars is None:
            self.stars = _MIDDLE
        else:
            self.stars = max(0.5, min(5.0, self.stars + steps / 2))

    def action_half_star(self) -> None:
        """Gives half a star more than whole stars, and half a star less than others."""
        from movierec_tui.tui.ratings import with_half  # noqa: PLC0415

        self._give(with_half(_MIDDLE if self.stars is None else self.stars))

    def action_take(self) -> None:
        """Gives the stars that are shown."""
        if self.stars is None:
            self._leave()
        else:
            self._give(self.stars)

    def action_clear(self) -> None:
        """Takes the rating back."""
        self._give(None)

    def action_leave(self) -> None:
        """Leaves everything as it is."""
        self._leave()

    def _give(self, stars: float | None) -> None:
        film = self.film
        if film is None:
            return
        # The line stays for what will be told: away and back again would lay the screen out twice.
        self.stars = stars
        self.telling, self.film = self.render(), None
        self.can_focus = False
        self._stop_hiding()
        self._hiding = self.set_timer(UNTOLD_SECONDS, self._hide)
        self._go_back()
        self.movierec.ratings.rate(film.movie_id, stars)

    def on_click(self, event: events.Click) -> None:
        """A click on a star gives as many; beside the stars it leaves the rating as it was."""
        if self.film is None:
            return
        event.stop()
        if event.x in self._stars_at:
            self._give(float(event.x - self._stars_at.start + 1))
        else:
            self._leave()

    def render(self) -> Content:
        """The question with the stars so far, or what was said."""
        if self.film is None:
            return self.telling
        full, empty = ("", "☆" * 5) if self.stars is None else stars_of_five(self.stars)
        figure = "" if self.stars is None else f" {self.stars:g}"
        room = self.size.width - len("Rate     ☆☆☆☆☆ 4.5   ") - len(_HINT)
        before = Content.assemble(
            ("Rate  ", "$ink-muted"),
            (cut_middle(titled(self.film), max(12, room)), "bold $foreground"),
            ("   ", ""),
        )
        start = before.cell_length + self.styles.padding.left
        self._stars_at = range(start, start + 5)
        return Content.assemble(
            before,
            (full, "$ink-star"),
            (empty, "$ink-track"),
            (f"{figure:<4}", "bold $foreground"),
            (f"   {_HINT}", "$ink-muted"),
        )
