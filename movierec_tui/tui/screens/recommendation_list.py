"""What two screens share that list films within a wish: filters, slider, order and chance."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Any, ClassVar, cast

from textual import on
from textual.content import Content
from textual.reactive import reactive

from movierec_tui.library.answers import ListRequest, Sort
from movierec_tui.tui.keys.actions import Context
from movierec_tui.tui.screens.base import BaseScreen
from movierec_tui.tui.services import Services
from movierec_tui.tui.widgets.filter_panel import FilterPanel
from movierec_tui.tui.widgets.panels import Panel
from movierec_tui.tui.widgets.table import RowTable
from movierec_tui.wording.list_requests import filter_words, slider, tilted_by

if TYPE_CHECKING:
    from movierec_tui.library.library import Library

REASONS = 3
"""How many rated films are named behind each film."""

SURPRISES = 12
"""Films that chance draws: few, so that they differ from the best ones."""

_LARGEST_SEED = 1_000_000
_SORT_WORDS = {
    Sort.MATCH: "best match first",
    Sort.STARS: "most stars first",
    Sort.YEAR: "newest films first",
    Sort.TITLE: "by title",
}


def no_model(app: Services) -> str:
    """What stands in a list while there is nothing to order films by."""
    training = app.key_of("go.training")
    return f"No model is trained yet. Press {training} to train one: that takes seconds on a small data set."


class RecommendationScreen(BaseScreen):
    """A list of films within a request; filters open beside it. While they are, the screen has the class `-filtering`.

    Attributes:
        wish: what the list should hold.
    """

    MORE_CONTEXTS: ClassVar[tuple[Context, ...]] = (Context.RECOMMENDATIONS,)

    request: reactive[ListRequest] = reactive(ListRequest(reasons=REASONS), init=False, repaint=False)

    def __init__(self) -> None:
        super().__init__()
        self._another_list = True
        self._genres_of: str | None = None

    # What a screen of this kind says of itself

    @property
    def list_name(self) -> str:
        """What the list is called in its frame."""
        raise NotImplementedError

    @property
    def list_panel(self) -> Panel:
        """The frame of the list."""
        raise NotImplementedError

    @property
    def keeper(self) -> int | None:
        """Whose saved filters are offered; None where nobody is there to keep any."""
        raise NotImplementedError

    @property
    def raters(self) -> tuple[int, ...]:
        """For whom the list is; nobody while it is not known."""
        raise NotImplementedError

    def load_list(self) -> None:
        """Asks for the films of the wish."""
        raise NotImplementedError

    def show_list(self) -> None:
        """Brings the list to the front, where others share its place."""

    # The list

    @property
    def films(self) -> RowTable[Any]:
        """The list."""
        return cast("RowTable[Any]", self.list_panel.table)

    def draw_films(self, films: Sequence[Any], fitting: int | None) -> None:
        """Shows the list: another wish begins at the top, the same one keeps the cursor on its film.

        The top stays the top, as it is the best film that one looks at there. Where the film under the cursor
        has gone, the next one takes its place.
        """
        if self._another_list or self.films.cursor == 0:
            self.films.show(films, self._nothing_left())
        else:
            self.films.update_rows(films, self._nothing_left())
        self._another_list = False
        self._tell_fitting(fitting)

    def _nothing_left(self) -> str:
        conditions = filter_words(self.request)
        if conditions:
            clear = self.movierec.key_of("wish.clear")
            return f"No film is left: loosen {' or '.join(conditions)}. {clear} clears the filters."
        return "No film is left: all are rated, hidden or on the watchlist."

    def another_list(self) -> None:
        """What is drawn next is another list, which begins at its top."""
        self._another_list = True

    def begin_anew(self) -> None:
        """Asks for another list."""
        self.another_list()
        self.draw_frame()
        self.load_list()

    def watch_request(self, request: ListRequest) -> None:
        """Another wish is another list, which begins at its top."""
        self.query_one(FilterPanel).show(request)
        self.begin_anew()

    def draw_frame(self) -> None:
        """Writes the order and the slider into the list's frame."""
        self.list_panel.rename(f"{self.list_name} · {_SORT_WORDS[self.request.sort]}")
        self.list_panel.border_subtitle = Content.assemble(
            (self.movierec.key_of("wish.familiar"), "bold $accent"),
            (" familiar ", "$ink-muted"),
            (slider(self.request.familiarity), "$foreground"),
            (" adventurous ", "$ink-muted"),
            (self.movierec.key_of("wish.adventurous"), "bold $accent"),
        )

    # Filters

    @property
    def filtering(self) -> bool:
        """Whether the filters are open."""
        return self.query_one(FilterPanel).display

    def _show_filters(self, opened: bool) -> None:
        self.query_one(FilterPanel).display = opened
        self.set_class(opened, "-filtering")

    def load_genres(self) -> None:
        """Asks which genres the data set has to filter by, once for each data set."""
        status = self.movierec.status
        data_set = None if status is None else status.data_set
        if data_set is None or data_set.fingerprint == self._genres_of:
            return
        self._genres_of = data_set.fingerprint
        self.load("genres", lambda library: library.genres(), self._draw_genres, lambda _sentence: None)

    def _draw_genres(self, genres: Sequence[str]) -> None:
        self.query_one(FilterPanel).genres.genres = tuple(genres)

    def action_filter(self) -> None:
        """Opens the filters, or closes them."""
        if self.filtering:
            self._close_filters()
            return
        self.show_list()
        self._show_filters(True)
        panel = self.query_one(FilterPanel)
        panel.show(self.request)
        panel.genres.focus()
        self._count_fitting()

    def _count_fitting(self) -> None:
        """The list is there already; only how many films fit is not."""
        status = self.movierec.status
        if self.raters and status is not None and status.run is not None:
            self.load("fitting", self.count_too(), self._tell_fitting, lambda _sentence: None)

    def _tell_fitting(self, fitting: int | None) -> None:
        if fitting is not None:
            self.query_one(FilterPanel).tell_fitting(fitting)

    @on(FilterPanel.Done)
    def _close_filters(self) -> None:
        self._show_filters(False)
        self.films.focus()

    @on(FilterPanel.Changed)
    def _filters_changed(self) -> None:
        self.request = self.query_one(FilterPanel).asked(self.request)

    def action_clear_filters(self) -> None:
        """No filters, the slider in the middle, nothing by chance; the order stays."""
        self._change_request(ListRequest(reasons=REASONS, sort=self.request.sort))

    def action_saved_filters(self) -> None:
        """Saves the filters under a name, or takes saved ones."""
        if self.keeper is None:
            return
        from movierec_tui.tui.screens.saved_filters import SavedFiltersScreen  # noqa: PLC0415

        def chosen(request: ListRequest | None) -> None:
            if request is not None:
                self._change_request(replace(request, reasons=REASONS))

        kept = replace(self.request, surprise=None, limit=ListRequest().limit, reasons=0)
        self.app.push_screen(SavedFiltersScreen(self.keeper, kept), chosen)

    # Slider, order, chance

    def action_tilt(self, steps: int) -> None:
        """Moves the slider towards adventurous, or familiar where `steps` is negative."""
        self._change_request(replace(self.request, familiarity=tilted_by(self.request.familiarity, steps)))

    def action_next_sort(self) -> None:
        """The next order of the list."""
        orders = list(Sort)
        following = orders[(orders.index(self.request.sort) + 1) % len(orders)]
        self._change_request(replace(self.request, sort=following))

    def action_surprise(self) -> None:
        """Draws films by chance; again for others."""
        seed = secrets.randbelow(_LARGEST_SEED)
        self._change_request(replace(self.request, surprise=seed, limit=SURPRISES))

    def _change_request(self, request: ListRequest) -> None:
        self.show_list()
        self.request = request

    def step_back(self) -> bool:
        """Closes the filters, else leaves what chance drew."""
        if self.filtering:
            self._close_filters()
        elif self.request.surprise is not None:
            self.request = replace(self.request, surprise=None, limit=ListRequest().limit)
        else:
            return False
        return True

    def count_too(self) -> partial[int | None]:
        """A question that follows the list's own: how many films fit; nothing while the filters are closed."""
        return partial(_fitting, self.raters, self.request, self.filtering)


def _fitting(user_ids: tuple[int, ...], request: ListRequest, wanted: bool, library: Library) -> int | None:
    return library.lists.count_matching(user_ids, request) if wanted else None
