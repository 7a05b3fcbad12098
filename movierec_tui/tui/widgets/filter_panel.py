"""The filters of a list of recommendations, all in one panel; whatever changes tells at once."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from textual import on
from textual.app import ComposeResult
from textual.containers import Horizontal, VerticalScroll
from textual.content import Content
from textual.message import Message
from textual.widgets import Input, Label, Static

from movierec_tui.tui.widgets.fields import Fields
from movierec_tui.tui.widgets.genre_grid import GenreGrid
from movierec_tui.tui.widgets.inputs import NameInput
from movierec_tui.tui.widgets.option_line import OptionLine
from movierec_tui.wording.list_requests import years_meant, years_written

if TYPE_CHECKING:
    from movierec_tui.library.answers import ListRequest

_WITHOUT, _WITH, _ONLY = range(3)


class FilterPanel(Fields):
    """Years, ratings, watchlist, rated films and genres. Only the filters of a wish; the rest of it stays."""

    BORDER_TITLE = "Filters"
    DEFAULT_CSS = """
    FilterPanel {
        width: 36;
        height: 1fr;
        border: round $border-blurred;
        border-title-color: $ink-muted;
        border-subtitle-color: $ink-muted;
        padding: 0 0 0 1;
        &:focus-within { border: round $border; }
        & #fits { height: 1; color: $ink-muted; }
        & #fits.-trouble { height: auto; max-height: 3; color: $text-error; }
        & VerticalScroll { height: 1fr; scrollbar-size-vertical: 1; }
        & GenreGrid { margin: 1 0 0 0; }
    }
    """

    class Changed(Message):
        """The filters are others now."""

    def __init__(self, *, id: str) -> None:
        super().__init__(id=id)
        self._request: ListRequest | None = None

    def compose(self) -> ComposeResult:
        """The fields from the quickest to the longest."""
        with Horizontal(classes="field"):
            yield Label("Years")
            yield NameInput(placeholder="1994, 1990s, 1985-1994", compact=True, id="years", max_length=20)
        with Horizontal(classes="field"):
            yield Label("Ratings")
            yield NameInput(placeholder="at least", compact=True, id="least-ratings", restrict=r"[0-9]*")
        yield OptionLine("Watchlist", ("without", "with", "only"), id="let-watchlist")
        yield OptionLine("Rated", ("without", "with"), id="let-rated")
        with VerticalScroll(can_focus=False):
            yield GenreGrid(id="genres")
        yield Static(id="fits", markup=False)

    @property
    def genres(self) -> GenreGrid:
        """The genres."""
        return self.query_one("#genres", GenreGrid)

    def show(self, request: ListRequest) -> None:
        """Sets every field to what the wish says, without telling anybody."""
        self._request = request
        films = request.films
        with self.prevent(Input.Changed, OptionLine.Changed, GenreGrid.Changed):
            years = "" if films.years is None else years_written(films.years)
            if self._years() != films.years:
                self.query_one("#years", Input).value = years
            if self._least_ratings() != films.min_ratings:
                least = str(films.min_ratings) if films.min_ratings else ""
                self.query_one("#least-ratings", Input).value = least
            watchlist = _ONLY if request.only_watchlist else _WITH if request.with_watchlist else _WITHOUT
            self._option("let-watchlist").chosen = watchlist
            self._option("let-rated").chosen = int(request.rewatch)
            self.genres.choose(films.genres, films.exclude_genres)

    def tell_fitting(self, number: int) -> None:
        """Says how many films fit."""
        words = "No film fits" if not number else f"{number:,} {'film fits' if number == 1 else 'films fit'}"
        self._tell(words, trouble=not number)

    def _tell(self, sentence: str, *, trouble: bool) -> None:
        fits = self.query_one("#fits", Static)
        fits.update(Content(sentence))
        fits.set_class(trouble, "-trouble")

    def asked(self, request: ListRequest) -> ListRequest:
        """The wish with these filters.

        Raises:
            ValueError: the years cannot be read; the message is one sentence.
        """
        from engine.options import MovieFilter  # noqa: PLC0415

        text = self.query_one("#years", Input).value
        films = MovieFilter(
            genres=self.genres.wanted,
            exclude_genres=self.genres.unwanted,
            years=years_meant(text) if text.strip() else None,
            min_ratings=self._least_ratings(),
        )
        watchlist = self._option("let-watchlist").chosen
        return replace(
            request,
            films=films,
            with_watchlist=watchlist == _WITH,
            only_watchlist=watchlist == _ONLY,
            rewatch=bool(self._option("let-rated").chosen),
        )

    def _years(self) -> tuple[int, int] | None:
        try:
            return years_meant(self.query_one("#years", Input).value)
        except ValueError:
            return None

    def _least_ratings(self) -> int:
        text = self.query_one("#least-ratings", Input).value
        return int(text) if text.isdecimal() else 0

    def _option(self, name: str) -> OptionLine:
        return self.query_one(f"#{name}", OptionLine)

    @on(Input.Changed)
    @on(OptionLine.Changed)
    @on(GenreGrid.Changed)
    def _changed(self) -> None:
        if self._request is None:
            return
        try:
            self.asked(self._request)
        except ValueError as error:
            self._tell(str(error), trouble=True)
        else:
            self.post_message(self.Changed())
