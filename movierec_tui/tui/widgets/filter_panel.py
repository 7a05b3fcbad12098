"""The filters of a list of recommendations, all in one panel; each change is told at once."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from textual import getters, on
from textual.app import ComposeResult
from textual.containers import Horizontal, VerticalScroll
from textual.content import Content
from textual.message import Message
from textual.widgets import Input, Label, Static

from engine.options import MovieFilter
from movierec_tui.library.answers import ListRequest
from movierec_tui.tui.keys.actions import Context, actions_for
from movierec_tui.tui.services import services
from movierec_tui.tui.widgets.fields import Choice, Fields, GenreGrid, OptionLine
from movierec_tui.tui.widgets.inputs import NameInput
from movierec_tui.wording.list_requests import (
    names_meant,
    runtime_meant,
    runtime_typed,
    since_meant,
    years_back,
    years_meant,
    years_written,
)
from movierec_tui.wording.text import counted

_HIDE, _SHOW, _ONLY = range(3)

_BOXES: Mapping[str, tuple[Callable[[str], Any], Callable[[Any], str]]] = {
    "years": (years_meant, years_written),
    "since": (lambda text: since_meant(text, date.today().year), lambda year: years_back(year, date.today().year)),
    "runtime": (runtime_meant, runtime_typed),
    "directors": (names_meant, ", ".join),
    "cast": (names_meant, ", ".join),
    "tags": (names_meant, ", ".join),
    "min_ratings": (int, str),
}
"""The attributes of a film filter that are typed, in boxes of their names: what a text means, how it is written."""

_NONE = MovieFilter()
_NUMBER, _NAMES = "[0-9]", "."


class FilterInput(NameInput):
    """A box that leaves the keys of the list to the list, such as the one that closes the filters.

    Args:
        letters: a pattern of the characters that it takes; they are text even where they are keys of the list.
        placeholder: what stands in the empty box.
        id: of the widget.
    """

    def __init__(self, letters: str, *, placeholder: str, id: str) -> None:
        super().__init__(placeholder=placeholder, compact=True, id=id, max_length=60, restrict=f"{letters}*")
        self._letters = letters

    def _is_app_key(self, key: str, character: str | None) -> bool:
        if super()._is_app_key(key, character):
            return True
        if character is not None and re.fullmatch(self._letters, character):
            return False
        key_map = services(self).key_map
        return any(key in key_map.keys(action) for action in actions_for(Context.RECOMMENDATIONS))


class FilterPanel(Fields):
    """Years, people, tags, ratings, watchlist and genres. Only the filters of a request; the rest of it stays.

    Its frame is always lit: as one that is lit with the focus, it would cost each move of the focus the styles of all
    fields.
    """

    BORDER_TITLE = "Filters"
    DEFAULT_CSS = """
    FilterPanel {
        width: 36;
        height: 1fr;
        padding: 0 0 0 1;
        border: round $border;
        border-title-color: $accent;
        & .words { width: auto; padding: 0 1 0 0; }
        & #since, & #min_ratings { width: 6; }
        & #fits { height: 1; color: $ink-muted; }
        & #fits.-trouble { height: auto; max-height: 3; color: $text-error; }
        & VerticalScroll { height: 1fr; scrollbar-size-vertical: 1; }
        & GenreGrid { margin: 1 0 0 0; }
    }
    """

    years = getters.query_one("#years", Input)
    genres = getters.query_one("#genres", GenreGrid)

    @dataclass
    class Changed(Message):
        """The filters were changed; `request` is the whole request with them."""

        request: ListRequest

    def __init__(self, *, id: str) -> None:
        super().__init__(id=id)
        self._request = ListRequest()
        self._told: ListRequest | None = None

    def compose(self) -> ComposeResult:
        with VerticalScroll(can_focus=False):
            yield from _field("Years", FilterInput("[0-9s –-]", placeholder="1994, 1990s, 1985-1994", id="years"))
            yield from _field("From the last", FilterInput(_NUMBER, placeholder="…", id="since"), "years")
            yield from _field("Runtime", FilterInput("[0-9 –-]", placeholder="90-120, -90, 150- min", id="runtime"))
            yield from _field("Director", FilterInput(_NAMES, placeholder="kubrick, varda", id="directors"))
            yield from _field("Cast", FilterInput(_NAMES, placeholder="huppert", id="cast"))
            yield from _field("Tag", FilterInput(_NAMES, placeholder="noir, time travel", id="tags"))
            yield from _field("Rated by at least", FilterInput(_NUMBER, placeholder="…", id="min_ratings"), "people")
            yield OptionLine("Watchlist", ("hide", "show", "only"), id="watchlist-films")
            yield OptionLine("Films you rated", ("hide", "show"), id="rated-films")
            yield GenreGrid(id="genres")
        yield Static(id="fits", markup=False)

    def _option(self, name: str) -> OptionLine:
        return self.query_one(f"#{name}", OptionLine)

    def show(self, request: ListRequest) -> None:
        """Sets every field to what the request says, without telling anybody."""
        self._request = request
        if request == self._told:  # from here; meanwhile somebody may have typed more
            return
        self._told = None
        films = request.films
        with self.prevent(Input.Changed):
            # What somebody is typing stays as it is where it means the same.
            for name, (_meant, written) in _BOXES.items():
                value = getattr(films, name)
                if self._typed(name) != value:
                    self._box(name).value = "" if value == getattr(_NONE, name) else written(value)
        watchlist = _ONLY if request.only_watchlist else _SHOW if request.with_watchlist else _HIDE
        self._option("watchlist-films").chosen = watchlist
        self._option("rated-films").chosen = _SHOW if request.rewatch else _HIDE
        self.genres.choose(films.genres, films.exclude_genres)

    def empty_boxes(self) -> None:
        """Empties every box, also those that cannot be read, without telling anybody."""
        self._told = None
        with self.prevent(Input.Changed):
            for name in _BOXES:
                self._box(name).value = ""

    def show_number(self, number: int) -> None:
        """Says how many films fit, or else which box cannot be read."""
        try:
            self._all_meant()
        except ValueError as error:
            self.tell(str(error))
        else:
            self.tell(counted(number, "film fits", "films fit") if number else "No film fits", trouble=not number)

    def tell(self, sentence: str, *, trouble: bool = True) -> None:
        line = self.query_one("#fits", Static)
        line.update(Content(sentence), layout=trouble)
        line.set_class(trouble, "-trouble")

    def _box(self, name: str) -> Input:
        return self.query_one(f"#{name}", Input)

    def _meant(self, name: str) -> Any:
        """What is typed into a box; a ValueError with a sentence where that is nothing."""
        text = self._box(name).value.strip()
        return _BOXES[name][0](text) if text else getattr(_NONE, name)

    def _all_meant(self) -> dict[str, Any]:
        return {name: self._meant(name) for name in _BOXES}

    def _typed(self, name: str) -> Any:
        try:
            return self._meant(name)
        except ValueError:
            return getattr(_NONE, name)

    @on(Input.Changed)
    @on(OptionLine.Changed)
    @on(GenreGrid.Changed)
    def _changed(self) -> None:
        try:
            typed = self._all_meant()
        except ValueError as error:
            self.tell(str(error))
            return
        watchlist = self._option("watchlist-films").chosen
        films = replace(
            self._request.films,
            genres=self.genres.chosen(Choice.WANTED),
            exclude_genres=self.genres.chosen(Choice.EXCLUDED),
            **typed,
        )
        request = replace(
            self._request,
            films=films,
            with_watchlist=watchlist == _SHOW,
            only_watchlist=watchlist == _ONLY,
            rewatch=self._option("rated-films").chosen == _SHOW,
        )
        self._told = request
        self.post_message(self.Changed(request))


def _field(label: str, box: FilterInput, unit: str = "") -> ComposeResult:
    """A box behind its label; with a unit, label and unit are words of a sentence around it."""
    with Horizontal(classes="field"):
        yield Label(label, classes="words" if unit else "")
        yield box
        if unit:
            yield Label(unit, classes="words")
