"""What a film is to the person who rates: own stars, stars to expect and how sure they are, why, and marks."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.content import Content
from textual.reactive import reactive
from textual.widget import Widget

from movierec_tui.tui.widgets.film_table import FilmKeys
from movierec_tui.tui.widgets.why import why_lines
from movierec_tui.wording.opinions import state_words, sureness
from movierec_tui.wording.text import safe_text, stars_of_five

if TYPE_CHECKING:
    from db.rows import MovieSummary, Opinion
    from movierec_tui.library.answers import Recommended


def nobody_words(rate: str) -> str:
    """What stands here for somebody without a profile; `rate` is the key that rates."""
    return (
        f"Press {rate} to rate this film. A name is all that it takes; then it says here how you will like it, "
        "and why."
    )


class YouPanel(FilmKeys, Widget, can_focus=True):
    """A frame with a few lines. With the focus in it, the keys for films are about this film.

    Args:
        more: says in the frame how to read more, where there is more.

    Attributes:
        movie: the film.
        opinion: what the person said of it.
        expected: what the model says, with the films behind it; None while it is not known.
        note: a sentence in place of what the model says.
    """

    DEFAULT_CSS = """
    YouPanel {
        height: 1fr;
        width: 1fr;
        border: round $border-blurred;
        border-title-color: $ink-muted;
        border-subtitle-color: $ink-muted;
        padding: 0 1;
        &:focus { border: round $border; border-title-color: $accent; }
    }
    """

    movie: reactive[MovieSummary | None] = reactive(None)
    opinion: reactive[Opinion | None] = reactive(None)
    expected: reactive[Recommended | None] = reactive(None)
    note: reactive[str] = reactive("")

    def __init__(self, more: str, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._more = more

    def on_mount(self) -> None:
        """Names the frame."""
        self.border_title = "You"

    @property
    def film(self) -> MovieSummary | None:
        """The film of the screen."""
        return self.movie

    def watch_expected(self, expected: Recommended | None) -> None:
        """Says where there is more to read."""
        self.border_subtitle = None if expected is None else self._more

    def render(self) -> Content:
        """Stars first, then the reasons, as many lines as there is height for."""
        width, height = self.size.width, self.size.height
        lines = [] if self.opinion is None else self._said(self.opinion)
        if self.expected is not None:
            lines.append(_expected_line(self.expected, rated=self._is_rated))
            lines += why_lines(self.expected, width, height - len(lines), roomy=False)
        elif self.note:
            lines.append(Content.styled(safe_text(self.note), "$ink-muted"))
        return Content("\n").join(lines[:height])

    @property
    def _is_rated(self) -> bool:
        return self.opinion is not None and self.opinion.rating is not None

    def _said(self, opinion: Opinion) -> list[Content]:
        marks = state_words(opinion)
        if opinion.rating is None:
            return [Content.styled(marks, "$accent")] if marks else []
        full, empty = stars_of_five(opinion.rating)
        return [
            Content.assemble(
                ("Your rating  ", "$ink-muted"),
                (full, "$ink-star"),
                (empty, "$ink-track"),
                (f" {opinion.rating:.1f}", "bold $foreground"),
                (f"   {marks}" if marks else "", "$accent"),
            )
        ]


def _expected_line(expected: Recommended, *, rated: bool) -> Content:
    full, empty = stars_of_five(expected.predicted_rating)
    return Content.assemble(
        ("Model says   " if rated else "For you      ", "$ink-muted"),
        (full, "$ink-star"),
        (empty, "$ink-track"),
        (f" {expected.predicted_rating:.1f}", "bold $foreground"),
        (f" ±{expected.uncertainty:.1f}", "$foreground"),
        (f"   {sureness(expected.uncertainty)}", "$ink-muted"),
    )
