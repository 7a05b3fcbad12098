"""The filters of a list of recommendations, all in one panel; each change is told at once."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from textual import getters, on
from textual.app import ComposeResult
from textual.containers import Horizontal, VerticalScroll
from textual.content import Content
from textual.message import Message
from textual.widgets import Input, Label, Static

from movierec_tui.library.answers import ListRequest
from movierec_tui.tui.keys.actions import Context, actions_for
from movierec_tui.tui.services import services
from movierec_tui.tui.widgets.fields import Choice, Fields, GenreGrid, OptionLine
from movierec_tui.tui.widgets.inputs import NameInput
from movierec_tui.wording.list_requests import years_meant, years_written
from movierec_tui.wording.text import counted

_HIDE, _SHOW, _ONLY = range(3)


class FilterInput(NameInput):
    """A box that leaves the keys of the list to the list, such as the one that closes the filters.

    Args:
        letters: a pattern of the characters that it takes; they are text even where they are keys of the list.
        placeholder: what stands in the empty box.
        id: of the widget.
    """

    def __init__(self, letters: str, *, placeholder: str, id: str) -> None:
        super().__init__(placeholder=placeholder, compact=True, id=id, max_length=20, restrict=f"{letters}*")
        self._letters = letters

    def _is_app_key(self, key: str, character: str | None) -> bool:
        if super()._is_app_key(key, character):
            return True
        if character is not None and re.fullmatch(self._letters, character):
            return False
        key_map = services(self).key_map
        return any(key in key_map.keys(action) for action in actions_for(Context.RECOMMENDATIONS))


class FilterPanel(Fields):
    """Years, ratings, watchlist, rated films and genres. Only the filters of a request; the rest of it stays."""

    BORDER_TITLE = "Filters"
    DEFAULT_CSS = """
    FilterPanel {
        width: 36;
        padding: 0 0 0 1;
        & .words { width: auto; padding: 0 1 0 0; }
        & #least-ratings { width: 6; }
        & #fits { height: 1; color: $ink-muted; }
        & #fits.-trouble { height: auto; max-height: 3; color: $text-error; }
        & VerticalScroll { height: 1fr; scrollbar-size-vertical: 1; }
        & GenreGrid { margin: 1 0 0 0; }
    }
    """

    years = getters.query_one("#years", Input)
    genres = getters.query_one("#genres", GenreGrid)
    least = getters.query_one("#least-ratings", Input)

    @dataclass
    class Changed(Message):
        """The filters were changed; `request` is the whole request with them."""

        request: ListRequest

    def __init__(self, *, id: str) -> None:
        super().__init__(id=id)
        self._request = ListRequest()

    def compose(self) -> ComposeResult:
        with Horizontal(classes="field"):
            yield Label("Years")
            yield FilterInput("[0-9s –-]", placeholder="1994, 1990s, 1985-1994", id="years")
        with Horizontal(classes="field"):
            yield Label("Rated by at least", classes="words")
            yield FilterInput("[0-9]", placeholder="…", id="least-ratings")
            yield Label("people", classes="words")
        yield OptionLine("Watchlist", ("hide", "show", "only"), id="watchlist-films")
        yield OptionLine("Films you rated", ("hide", "show"), id="rated-films")
        with VerticalScroll(can_focus=False):
            yield GenreGrid(id="genres")
        yield Static(id="fits", markup=False)

    def _option(self, name: str) -> OptionLine:
        return self.query_one(f"#{name}", OptionLine)

    def show(self, request: ListRequest) -> None:
        """Sets every field to what the request says, without telling anybody."""
        self._request = request
        films = request.films
        with self.prevent(Input.Changed):
            # What somebody is typing stays as it is where it means the same.
            if self._years_typed() != films.years:
                self.years.value = "" if films.years is None else years_written(films.years)
            if self._least_ratings() != films.min_ratings:
                self.least.value = str(films.min_ratings or "")
        watchlist = _ONLY if request.only_watchlist else _SHOW if request.with_watchlist else _HIDE
        self._option("watchlist-films").chosen = watchlist
        self._option("rated-films").chosen = _SHOW if request.rewatch else _HIDE
        self.genres.choose(films.genres, films.exclude_genres)

    def show_number(self, number: int) -> None:
        self.tell(counted(number, "film fits", "films fit") if number else "No film fits", trouble=not number)

    def tell(self, sentence: str, *, trouble: bool = True) -> None:
        line = self.query_one("#fits", Static)
        line.update(Content(sentence))
        line.set_class(trouble, "-trouble")

    def _years_typed(self) -> tuple[int, int] | None:
        try:
            return years_meant(self.years.value)
        except ValueError:
            return None

    def _least_ratings(self) -> int:
        return int(self.least.value) if self.least.value.isdecimal() else 0

    @on(Input.Changed)
    @on(OptionLine.Changed)
    @on(GenreGrid.Changed)
    def _changed(self) -> None:
        text = self.years.value
        try:
            years = years_meant(text) if text.strip() else None
        except ValueError as error:
            self.tell(str(error))
            return
        watchlist = self._option("watchlist-films").chosen
        films = replace(
            self._request.films,
            genres=self.genres.chosen(Choice.WANTED),
            exclude_genres=self.genres.chosen(Choice.EXCLUDED),
            years=years,
            min_ratings=self._least_ratings(),
        )
        request = replace(
            self._request,
            films=films,
            with_watchlist=watchlist == _SHOW,
            only_watchlist=watchlist == _ONLY,
            rewatch=self._option("rated-films").chosen == _SHOW,
        )
        self.post_message(self.Changed(request))
