"""Who wants to see a film together: profiles, and users of the data set by number."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, ClassVar

from textual import events, on
from textual.binding import BindingType

from db.errors import StoreError
from movierec_tui.tui.keys.actions import Context, bindings_for
from movierec_tui.tui.screens.list_dialog import ListDialog
from movierec_tui.tui.screens.question import NameDialog
from movierec_tui.tui.widgets.cells import Cell, Ink, count
from movierec_tui.tui.widgets.columns import Align, Column
from movierec_tui.tui.widgets.table import RowTable
from movierec_tui.wording.text import safe_text, user_name

if TYPE_CHECKING:
    from db.personal.profiles import Profile
    from movierec_tui.library.library import Library

LEAST = 2


@dataclass(frozen=True, slots=True)
class Someone:
    """A profile or a user of the data set."""

    user_id: int
    name: str
    ratings: int

    @classmethod
    def of(cls, profile: Profile) -> Someone:
        """Somebody with a profile."""
        return cls(profile.user_id, safe_text(profile.name), profile.ratings)


class ChoosingPeopleScreen(ListDialog[Someone, "tuple[Someone, ...] | None"]):
    """Lists people to choose from, and gives those chosen: two or more, in the order of the list.

    Args:
        chosen: who is chosen at first; users of the data set among them are listed, too.
    """

    BINDINGS: ClassVar[list[BindingType]] = bindings_for(Context.PEOPLE)

    def __init__(self, chosen: Sequence[Someone]) -> None:
        super().__init__(
            "Films for several people",
            [
                Column("Name", self._marked_name, width=12, flex=1),
                Column("Ratings", lambda row: count(row.ratings), width=7, align=Align.RIGHT),
            ],
            key=lambda row: row.user_id,
        )
        self._added = [someone for someone in chosen if someone.user_id > 0]
        self._chosen = {someone.user_id for someone in chosen}

    def _marked_name(self, someone: Someone) -> Cell:
        chosen = someone.user_id in self._chosen
        return (("☑ " if chosen else "☐ ", Ink.STAR if chosen else Ink.MUTED), (someone.name, Ink.PLAIN))

    def on_mount(self) -> None:
        self._read(None)

    def _read(self, wanted: int | None) -> None:
        """Lists everybody, the cursor on the user `wanted` where there is one."""
        self.do(lambda library: library.profiles.all(), partial(self._show, wanted))

    def _show(self, wanted: int | None, profiles: Sequence[Profile]) -> None:
        people = [Someone.of(profile) for profile in profiles]
        key_of = self.movierec.key_of
        if len(people) + len(self._added) < LEAST:
            self.note(
                f"{key_of('people.new')} makes a profile for a friend, "
                f"{key_of('people.add')} adds a user of the data set by number."
            )
        elif newcomers := [row.name for row in people if row.user_id in self._chosen and not row.ratings]:
            self.note(
                f"{' and '.join(newcomers)}: no ratings yet, so popularity counts. "
                f"{key_of('app.profiles')} on any screen lets them rate."
            )
        else:
            self.note(
                f"{key_of('people.take')} adds a person or takes them out, {key_of('choice.take')} shows the films."
            )
        self.show_things([*people, *self._added], "There is nobody yet.")
        places = [place for place, row in enumerate(self.things.rows) if row.user_id == wanted]
        if places:
            self.things.cursor = places[0]

    def action_take(self) -> None:
        someone = self.things.current
        if someone is not None:
            self._chosen ^= {someone.user_id}
            self.things.update_rows(self.things.rows)
            self.tell("")

    def on_click(self, event: events.Click) -> None:
        """A click on a person does the same."""
        if event.widget is self.things and event.get_content_offset(self.things) is not None:
            self.action_take()

    def action_add(self) -> None:
        """Asks for the number of a user of the data set."""

        async def add(number: str) -> None:
            someone = await self.movierec.library.read(partial(_numbered, number))
            if all(row.user_id != someone.user_id for row in self.things.rows):
                self._added.append(someone)
            self._chosen.add(someone.user_id)
            self._read(someone.user_id)

        self.app.push_screen(NameDialog("A user of the data set, by number", "Add", add, placeholder="Number"))

    def action_new(self) -> None:
        """Asks for a name and makes a profile for it; the current profile stays the same."""

        async def new(name: str) -> None:
            profile = await self.movierec.library.change(lambda library: library.profiles.add(name))
            self._chosen.add(profile.user_id)
            self._read(profile.user_id)

        self.app.push_screen(NameDialog("Who else wants to see a film?", "Add", new))

    @on(RowTable.Opened, "#things")
    def _done(self) -> None:
        chosen = tuple(row for row in self.things.rows if row.user_id in self._chosen)
        if len(chosen) < LEAST:
            self.tell(
                f"Choose two people or more: {self.movierec.key_of('people.take')} adds the one under the cursor."
            )
        else:
            self.dismiss(chosen)

    def action_close(self) -> None:
        self.dismiss(None)


def _numbered(number: str, library: Library) -> Someone:
    if not number.isdecimal():
        raise StoreError("Users of the data set have numbers, such as 42.")
    user = library.find_user(number)
    return Someone(user.user_id, user_name(user), user.ratings)
