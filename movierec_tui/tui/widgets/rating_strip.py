"""One line above the key bar: asks for the stars of a film, and says what changed."""

from __future__ import annotations

from typing import ClassVar

from textual import events
from textual.binding import BindingType
from textual.content import Content
from textual.reactive import reactive
from textual.timer import Timer
from textual.widget import Widget

from db.rows import MovieSummary
from movierec_tui.tui.keys.actions import Context, bindings_for
from movierec_tui.tui.ratings import RatingChange, with_half
from movierec_tui.tui.services import services, watch_app
from movierec_tui.tui.widgets.cells import cut_middle, drawn_stars
from movierec_tui.tui.widgets.film_card import change_line
from movierec_tui.wording.text import film_title

SECONDS = 6.0
"""How long the line says what changed."""

_MIDDLE = 3.0
_HINT = "1–5 stars"


class RatingStrip(Widget):
    """Hidden until it has something to ask or to say; it lies over the screen, so that nothing moves.

    Attributes:
        film: whose stars are asked for; None while nothing is asked.
        stars: those shown, to be taken with Enter.
        message: what is said otherwise.
        rated: the film whose new rating the message is about.
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
    message: reactive[Content] = reactive(Content(""))

    def __init__(self) -> None:
        super().__init__()
        self.rated: MovieSummary | None = None
        self._focused_before: Widget | None = None
        self._hiding: Timer | None = None
        self._stars_at = range(0)

    def on_mount(self) -> None:
        watch_app(self, "last_change", self._opinion_changed, init=False)

    # Saying

    def _opinion_changed(self, changed: RatingChange | None) -> None:
        if changed is not None and self.film is None and self.screen.is_current:
            change, undo_key = changed.change, services(self).key_of("app.undo")
            is_rated = change.after.rating not in (None, change.before.rating)
            self.tell(
                change_line(changed.film, change, undo_key, undone=changed.undone),
                rated=changed.film if is_rated else None,
            )

    def tell(self, message: Content, *, rated: MovieSummary | None = None) -> None:
        """Shows a sentence for a while; `rated` is the film whose new rating it is about."""
        self.film, self.rated = None, rated
        self.message = message
        self.display = True
        self._stop_hiding()
        self._hiding = self.set_timer(SECONDS, self._hide)

    def _hide(self) -> None:
        self.film = self.rated = None
        self.can_focus = False
        self.display = False

    def _stop_hiding(self) -> None:
        if self._hiding is not None:
            self._hiding.stop()

    # Asking

    def ask(self, film: MovieSummary) -> None:
        """Asks for the stars of a film, beginning with those that it has."""
        self._stop_hiding()
        if self.film is None:
            self._focused_before = self.screen.focused
        opinion = services(self).opinions.get(film.movie_id)
        self.film, self.stars = film, None if opinion is None else opinion.rating
        self.display = True
        self.can_focus = True
        # At once, as the next key is a number of stars and not one of the app's.
        self.screen.set_focus(self)

    def on_blur(self) -> None:
        """Whoever goes elsewhere does not want to rate."""
        if self.film is not None:
            self._hide()

    def action_leave(self) -> None:
        self._hide()
        if self._focused_before is not None and self._focused_before.is_attached:
            self.screen.set_focus(self._focused_before)

    def action_stars(self, number: int) -> None:
        self._give(float(number))

    def action_change(self, steps: int) -> None:
        """Shows half a star more or less; the first press for a film without stars begins in the middle."""
        if self.stars is None:
            self.stars = _MIDDLE
        else:
            self.stars = max(0.5, min(5.0, self.stars + steps / 2))

    def action_half_star(self) -> None:
        """Gives half a star more than whole stars, and half a star less than others."""
        self._give(with_half(_MIDDLE if self.stars is None else self.stars))

    def action_take(self) -> None:
        if self.stars is None:
            self.action_leave()
        else:
            self._give(self.stars)

    def action_clear(self) -> None:
        self._give(None)

    def _give(self, stars: float | None) -> None:
        film = self.film
        if film is None:
            return
        self.action_leave()
        if stars is not None:
            # Until the change is stored, and where nothing changes as the film had as many.
            self.tell(Content.assemble((film_title(film), "bold $foreground"), "  ", drawn_stars(stars)), rated=film)
        services(self).ratings.rate(film.movie_id, stars)

    def on_click(self, event: events.Click) -> None:
        """A click on a star gives as many; beside the stars it leaves the rating as it was."""
        if self.film is None:
            return
        event.stop()
        if event.x in self._stars_at:
            self._give(float(event.x - self._stars_at.start + 1))
        else:
            self.action_leave()

    def render(self) -> Content:
        if self.film is None:
            return self.message
        figure = "" if self.stars is None else f" {self.stars:g}"
        room = self.size.width - len("Rate     ☆☆☆☆☆ 4.5   ") - len(_HINT)
        title = cut_middle(film_title(self.film), max(12, room))
        question = Content.assemble(("Rate  ", "$ink-muted-on-cursor"), (title, "bold $foreground"), "   ")
        start = question.cell_length + self.styles.padding.left
        self._stars_at = range(start, start + 5)
        return Content.assemble(
            question,
            drawn_stars(self.stars or 0),
            (f"{figure:<4}   ", "bold $foreground"),
            (_HINT, "$ink-muted-on-cursor"),
        )
