"""What a film is to the person who rates: own stars and marks, the rating to expect and how sure it is, and why."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.content import Content

from movierec_tui.tui.widgets.film_table import FilmKeys
from movierec_tui.tui.widgets.why import WhyCard, expected_line, own_rating_line, why_lines
from movierec_tui.wording.opinions import state_words
from movierec_tui.wording.text import safe_text

if TYPE_CHECKING:
    from db.rows import MovieSummary
    from movierec_tui.library.answers import Recommended


def nobody_words(rate: str) -> str:
    """What the panel says to somebody without a profile; `rate` is the key that rates."""
    return (
        f"Press {rate} to rate this film. A name is all it takes; then you see here how much you would like it, "
        "and why."
    )


class YouPanel(WhyCard, FilmKeys, can_focus=True):
    """A frame with what the film is to the person. With the focus in it, the keys for films are about this film.

    Args:
        more: says in the frame how to read more, where there is more.
        id: of the widget.
    """

    BORDER_TITLE = "You"
    DEFAULT_CSS = """
    YouPanel {
        width: 1fr;
        border: round $border-blurred;
        border-title-color: $ink-muted;
        border-subtitle-color: $ink-muted;
        &:focus { border: round $border; border-title-color: $accent; }
    }
    """

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
        own = None if self.opinion is None else self.opinion.rating
        marks = Content.styled(state_words(self.opinion), "$accent")
        if own is not None:
            marks = own_rating_line("Your rating  ", own) + "   " + marks
        lines = [marks] if marks else []
        if self.expected is not None:
            lines.append(expected_line("For you      " if own is None else "Model says   ", self.expected))
            lines += why_lines(self.expected, width, height - len(lines), roomy=False)
        elif self.note:
            lines.append(Content.styled(safe_text(self.note), "$ink-muted"))
        return Content("\n").join(lines[:height])
