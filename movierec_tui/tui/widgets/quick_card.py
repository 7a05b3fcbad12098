"""The film that is asked about, large and calm, and the films that were just answered."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
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

_FILM_LINES = 4
_PROGRESS_CELLS = 30
_ANSWER_CELLS = 12


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

    def say(self, sentence: str) -> None:
        """Shows a sentence where there is no film."""
        self.note = sentence

    def render(self) -> Content:
        """The film and the progress, with empty lines between them where there is height for them."""
        width, film = self.size.width, self.film
        gap = [Content("")] if self.size.height > _FILM_LINES else []
        if film is None:
            lines = [Content.styled(safe_text(self.note), "$ink-muted"), Content(""), *gap, Content("")]
        else:
            year = "year unknown" if film.year is None else str(film.year)
            lines = [
                Content.styled(cut_middle(safe_text(film.display_title), width), "bold $accent"),
                Content.styled(cut_end(safe_text(" · ".join((year, *film.genres))), width), "$foreground"),
                *gap,
                rating_words(film),
            ]
        return Content("\n").join([*lines, *gap, progress(self.rated, width)])


def progress(rated: int, width: int) -> Content:
    """A bar until there are enough ratings, and in words how many there are."""
    if rated >= ENOUGH:
        return Content.assemble(
            (f"{rated:,} rated", "bold $foreground"), ("  enough to start; more helps", "$ink-muted")
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

    films: reactive[Sequence[MovieSummary]] = reactive(())
    opinions: reactive[Mapping[int, Opinion]] = reactive({})

    def show(self, opinions: Mapping[int, Opinion], films: Sequence[MovieSummary]) -> None:
        """Shows other films."""
        self.opinions, self.films = opinions, films

    def render(self) -> Content:
        """As many as the height holds."""
        return Content("\n").join(map(self._line, self.films[: self.size.height]))

    def _line(self, film: MovieSummary) -> Content:
        said = self.opinions.get(film.movie_id)
        if said is not None and said.rating is not None:
            full, empty = stars_of_five(said.rating)
            answer = Content.assemble(
                (full, "$ink-star"), (f"{empty:<{_ANSWER_CELLS - len(full)}}", "$ink-track")
            )
        else:
            answer = Content.styled(f"{mark_words(said):<{_ANSWER_CELLS}}", "$ink-muted")
        title = cut_middle(titled(film), max(8, self.size.width - _ANSWER_CELLS - 2))
        return answer + Content.styled(title, "$foreground")
