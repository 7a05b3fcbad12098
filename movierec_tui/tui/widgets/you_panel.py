"""What a film is to the person who rates: own stars, stars to expect and how sure they are, why, and marks."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.content import Content
from textual.reactive import reactive
from textual.widget import Widget

from movierec_tui.tui.widgets.film_table import FilmKeys
from movierec_tui.tui.widgets.why import expected_line, own_rating_line, why_lines
from movierec_tui.wording.opinions import state_words, sureness
from movierec_tui.wording.text import safe_text

if TYPE_CHECKING:
    from db.rows import MovieSummary, Opinion
    from movierec_tui.library import Recommended


def nobody_words(rate: str) -> str:
    """What the panel says to somebody without a profile; `rate` is the key that rates."""
    return (
        f"Press {rate} to rate this film; a name is all it takes. Then you see here how much you would like it, "
        "and why."
    )


class YouPanel(FilmKeys, Widget, can_focus=True):
    """A frame with what the film is to the person. With the focus in it, the keys for films are about this film.

    Args:
        more: says in the frame how to read more, where there is more.

    Attributes:
        movie: the film.
        opinion: what the person said of it.
        expected: what the model says, with the films behind it; None while it is not known.
        note: a sentence in place of what the model says.
    """

    BORDER_TITLE = "You"
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

    @property
    def film(self) -> MovieSummary | None:
        return self.movie

    def watch_expected(self, expected: Recommended | None) -> None:
        self.border_subtitle = None if expected is None else self._more

    def render(self) -> Content:
        """What was said, what to expect, then the reasons, as many lines as there is height for."""
        width, height = self.size
        opinion = self.opinion
        lines = [] if opinion is None else self._said(opinion)
        if self.expected is not None:
            is_rated = opinion is not None and opinion.rating is not None
            sure = Content.styled(f"   {sureness(self.expected.uncertainty)}", "$ink-muted")
            lines.append(expected_line("Model says" if is_rated else "For you", self.expected) + sure)
            lines += why_lines(self.expected, width, height - len(lines), roomy=False)
        elif self.note:
            lines.append(Content.styled(safe_text(self.note), "$ink-muted"))
        return Content("\n").join(lines[:height])

    def _said(self, opinion: Opinion) -> list[Content]:
        marks = Content.styled(state_words(opinion), "$accent")
        if opinion.rating is not None:
            marks = own_rating_line("Your rating", opinion.rating) + "   " + marks
        return [marks] if marks else []
