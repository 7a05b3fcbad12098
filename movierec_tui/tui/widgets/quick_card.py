"""The film that is asked about, large and calm, and the films that were just answered."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from textual.content import Content
from textual.reactive import reactive
from textual.widget import Widget

from movierec_tui.tui.widgets.cells import bar_text, cut_end, cut_middle
from movierec_tui.tui.widgets.film_card import rating_words, titled
from movierec_tui.wording.opinions import mark_words
from movierec_tui.wording.text import safe_text, stars_of_five

if TYPE_CHECKING:
    from db.rows import MovieSummary, Opinion

ENOUGH = 15
"""Ratings after which a list is personal."""

_PROGRESS_CELLS = 30


class AskedFilm(Widget):
    """Title, year, genres, how others rate it, and how far one is.

    Attributes:
        film: which film is asked about; None where there is none.
        rated: how many films the person rated.
        note: what stands here without a film.
    """

    film: reactive[MovieSummary | None] = reactive(None)
    rated: reactive[int] = reactive(0)
    note: reactive[str] = reactive("")

    def render(self) -> Content:
        """The film, an empty line, the progress."""
        width = self.size.width
        if self.film is None:
            lines = [Content.styled(safe_text(self.note), "$ink-muted"), *[Content("")] * 3]
        else:
            film = self.film
            year = "year unknown" if film.year is None else str(film.year)
            lines = [
                Content.styled(cut_middle(safe_text(film.display_title), width), "bold $accent"),
                Content.styled(cut_end(safe_text(" · ".join((year, *film.genres))), width), "$foreground"),
                Content(""),
                rating_words(film),
            ]
        return Content("\n").join([*lines, Content(""), progress(self.rated, width)])


def progress(rated: int, width: int) -> Content:
    """A bar until there are enough ratings, and where one is in words."""
    if rated >= ENOUGH:
        return Content.assemble(
            (f"{rated:,} rated", "bold $foreground"), ("  enough; more is better", "$ink-muted")
        )
    cells = max(8, min(_PROGRESS_CELLS, width - 16))
    drawn = bar_text(rated / ENOUGH, cells)
    return Content.assemble(
        (drawn, "$ink-bar"),
        ("─" * (cells - len(drawn)), "$ink-track"),
        (f"  {rated} of about {ENOUGH}", "$foreground"),
    )


class RecentAnswers(Widget):
    """The last films with what was said of them, the newest first.

    Attributes:
        films: newest first.
        opinions: what the person says of films.
    """

    films: reactive[tuple[MovieSummary, ...]] = reactive(())
    opinions: reactive[Mapping[int, Opinion]] = reactive({})

    def render(self) -> Content:
        """As many as the height holds."""
        return Content("\n").join(
            self._line(film, self.opinions.get(film.movie_id)) for film in self.films[: self.size.height]
        )

    def _line(self, film: MovieSummary, said: Opinion | None) -> Content:
        room = max(8, self.size.width - 14)
        if said is not None and said.rating is not None:
            full, empty = stars_of_five(said.rating)
            answer = ((full, "$ink-star"), (f"{empty:<{12 - len(full)}}", "$ink-track"))
        else:
            answer = ((f"{mark_words(said):<12}", "$ink-muted"), ("", ""))
        return Content.assemble(*answer, (cut_middle(titled(film), room), "$foreground"))
