"""A film in words and bars, beside a list: what one wants to know before opening it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.content import Content
from textual.reactive import reactive
from textual.widget import Widget

from movierec_tui.tui.widgets.cells import cut_end, cut_middle, drawn_stars
from movierec_tui.tui.widgets.histogram import histogram_lines
from movierec_tui.wording.text import safe_text

if TYPE_CHECKING:
    from db.rows import MovieDetails, MovieSummary
    from movierec_tui.library.answers import Near


def titled(movie: MovieSummary) -> str:
    """The title as people write it, with the year where it is known."""
    return safe_text(movie.display_title) + (f" ({movie.year})" if movie.year else "")


def rating_words(movie: MovieSummary) -> Content:
    """Stars, mean and number of ratings."""
    if movie.mean_rating is None:
        return Content.styled("No ratings yet", "$ink-muted")
    return Content.assemble(
        drawn_stars(movie.mean_rating),
        (f" {movie.mean_rating:.2f}", "bold $foreground"),
        (f"  {movie.ratings:,} {'rating' if movie.ratings == 1 else 'ratings'}", "$ink-muted"),
    )


class FilmCard(Widget):
    """Title, genres, ratings and the nearest films of the film under the cursor.

    Attributes:
        details: the film; None shows nothing.
        nearest: the films most like it.
        trouble: why there are none.
    """

    DEFAULT_CSS = """
    FilmCard { height: 1fr; padding: 0 1; }
    """

    details: reactive[MovieDetails | None] = reactive(None)
    nearest: reactive[tuple[Near[MovieSummary], ...]] = reactive(())
    trouble: reactive[str] = reactive("")

    def render(self) -> Content:
        """The card, as much of it as the height holds."""
        if self.details is None:
            return Content.styled(safe_text(self.trouble), "$ink-muted")
        width = self.size.width
        movie = self.details.summary
        near = [
            Content.assemble(
                (f"{near.similarity:.2f}  ", "$ink-muted"),
                (cut_middle(titled(near.item), max(8, width - 6)), "$foreground"),
            )
            for near in self.nearest
        ]
        return Content("\n").join(
            [
                Content.styled(cut_middle(titled(movie), width), "bold $accent"),
                Content.styled(cut_end(safe_text(" · ".join(movie.genres)), width), "$ink-muted"),
                rating_words(movie),
                Content(""),
                histogram_lines(self.details.histogram, width),
                Content(""),
                Content.styled("Nearest films", "$ink-muted"),
                *(near or [Content.styled(safe_text(self.trouble), "$ink-muted")]),
            ]
        )
