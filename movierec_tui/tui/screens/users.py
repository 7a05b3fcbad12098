"""The people of the data set: found by id, name, gender, age and occupation."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from functools import partial
from typing import ClassVar

from textual import getters, on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.widgets import Input, Select

from data.ages import AGE_GROUPS
from db.rows import UserFilter, UserSummary
from movierec_tui.library.answers import PAGE, UserPage
from movierec_tui.tui.keys.actions import Context, bindings_for
from movierec_tui.tui.screens.base import BaseScreen, no_data
from movierec_tui.tui.widgets.inputs import NameInput
from movierec_tui.tui.widgets.list_columns import itself, user_columns
from movierec_tui.tui.widgets.table import RowTable
from movierec_tui.wording.text import safe_text

ShowRows = Callable[[Sequence[UserSummary], str], None]

_GENDERS = (("female", "F"), ("male", "M"))


class UsersScreen(BaseScreen):
    """Filters above one page of users. Gender, age and occupation only where the data set knows them."""

    CONTEXT = Context.USERS
    AUTO_FOCUS = "#users"
    BINDINGS: ClassVar[list[BindingType]] = bindings_for(Context.USERS)

    users: getters.query_one[RowTable[UserSummary]] = getters.query_one("#users", RowTable)

    def __init__(self) -> None:
        super().__init__()
        self._page: UserPage | None = None
        self._fingerprint: str | None = None

    def compose_body(self) -> ComposeResult:
        with Horizontal(id="filters"):
            yield NameInput(placeholder="Id or name", id="name", classes="framed")
            yield Select(_GENDERS, prompt="Gender", id="gender")
            yield Select([(group, group) for group in AGE_GROUPS], prompt="Age", id="age")
            yield Select[str]([], prompt="Occupation", id="occupation")
        with Vertical(id="users-panel", classes="panel") as panel:
            panel.border_title = "Users"
            yield RowTable(user_columns(itself), key=lambda user: user.user_id, id="users")

    def on_mount(self) -> None:
        self.follow("status", self._read_others)
        self.follow("profile", self._read_page_again, init=False)

    @property
    def chosen(self) -> UserFilter:
        """What the filters say."""
        return UserFilter(
            text=self.query_one("#name", Input).value.strip(),
            gender=self.query_one("#gender", Select).selection,
            age_group=self.query_one("#age", Select).selection,
            occupation=self.query_one("#occupation", Select).selection,
        )

    def _read_others(self) -> None:
        """Another data set has other users; the first one comes when the library is open."""
        status = self.movierec.status
        data_set = None if status is None else status.data_set
        fingerprint = None if data_set is None else data_set.fingerprint
        if fingerprint == self._fingerprint and self._page is not None:
            return
        self._fingerprint = fingerprint
        trouble = self.users.show_trouble
        self.load("occupations", lambda library: library.occupations(), self._show_occupations, trouble)
        self._load_page(0)

    def _read_page_again(self) -> None:
        if self._page is not None:
            self._load_page(self._page.first, self.users.update_rows)

    def _show_occupations(self, occupations: Iterable[str]) -> None:
        names = tuple(occupations)
        options = [(Content(safe_text(name)), name) for name in names]
        self.query_one("#occupation", Select).set_options(options)
        for select in self.query(Select):
            select.display = bool(names)
        self.users.set_columns(user_columns(itself, with_demographics=bool(names)))

    # The list

    @on(Input.Changed, "#name")
    @on(Select.Changed)
    def _filter_changed(self) -> None:
        self._load_page(0)

    def _load_page(self, first: int, show: ShowRows | None = None) -> None:
        chosen = self.chosen
        show_page = partial(self._show_page, show or self.users.show)
        self.load("page", lambda library: library.users(chosen, first), show_page, self.users.show_trouble)

    def _show_page(self, show: ShowRows, page: UserPage) -> None:
        key_of = self.movierec.key_of
        nobody = f"Nobody fits. Press {key_of('users.clear')} to clear the filters."
        self._page = page
        show(page.users, no_data(self.movierec) if self._fingerprint is None else nobody)
        last = page.first + len(page.users)
        where = f"{page.first + 1:,}–{last:,} of {page.total:,}" if page.users else "none"
        panel = self.query_one("#users-panel", Vertical)
        panel.border_title = f"Users · {where}"
        ways = f"{key_of('users.next')} next page · {key_of('users.previous')} previous page"
        panel.border_subtitle = Content(ways) if page.total > len(page.users) else None
        self.refresh_bindings()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:  # noqa: ARG002
        """Turning pages only where there are any."""
        page = self._page
        if action == "next_page":
            return page is not None and page.first + len(page.users) < page.total
        if action == "previous_page":
            return page is not None and page.first > 0
        return True

    def action_next_page(self) -> None:
        if self._page is not None:
            self._load_page(self._page.first + len(self._page.users))

    def action_previous_page(self) -> None:
        if self._page is not None:
            self._load_page(max(0, self._page.first - PAGE))

    # Choosing

    @on(Input.Submitted, "#name")
    def _submitted(self) -> None:
        current = self.users.current
        names_one = current is not None and str(current.user_id) == self.chosen.text
        if names_one or len(self.users.rows) == 1:
            self.users.action_open()
        else:
            self.users.focus()

    @on(RowTable.Opened, "#users")
    def _opened(self, event: RowTable.Opened) -> None:
        self.movierec.open_user(event.row.user_id)

    def action_focus_filter(self) -> None:
        self.query_one("#name", Input).focus()

    def action_clear_filter(self) -> None:
        self.query_one("#name", Input).value = ""
        for select in self.query(Select):
            select.clear()
        self.users.focus()

    def step_back(self) -> bool:
        """From a filter to the list, then the filters away."""
        if not self.users.has_focus:
            self.users.focus()
            return True
        if self.chosen != UserFilter():
            self.action_clear_filter()
            return True
        return False
