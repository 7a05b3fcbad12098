"""The profiles of this database: switch, add, rename and delete them."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, ClassVar

from textual import events
from textual.binding import BindingType

from movierec_tui.tui.keys.actions import Context, binding_called, bindings_for
from movierec_tui.tui.screens.dialog import ListDialog, NameDialog
from movierec_tui.tui.widgets.cells import Cell, count, marked
from movierec_tui.tui.widgets.table import ChoiceTable, Column
from movierec_tui.wording.text import counted, listed, safe_text

if TYPE_CHECKING:
    from db.personal.profiles import Profile
    from movierec_tui.library.library import Library


class ProfileTable(ChoiceTable["Profile"]):
    """The profiles; Enter switches to one."""

    BINDINGS: ClassVar[list[BindingType]] = [binding_called("choice.take", "Switch")]


class ProfilesScreen(ListDialog["Profile", None]):
    """The profiles with what they rated and marked; the one who rates now is marked."""

    TABLE = ProfileTable
    BINDINGS: ClassVar[list[BindingType]] = bindings_for(Context.PROFILES)

    def __init__(self) -> None:
        super().__init__(
            "Profiles",
            [
                Column("Name", self._marked_name, width=12, flex=1),
                Column("Rated", lambda row: count(row.ratings), width=6, align="right"),
                Column("Watchlist", lambda row: count(row.watchlist), width=9, align="right", rank=2),
                Column("Hidden", lambda row: count(row.hidden), width=6, align="right", rank=3),
            ],
            key=lambda row: row.user_id,
        )
        self._trains = False

    def _marked_name(self, profile: Profile) -> Cell:
        active = self.movierec.profile
        here = active is not None and active.user_id == profile.user_id
        return marked(profile.name, here=here)

    def on_mount(self) -> None:
        active = self.movierec.profile
        self._read(None if active is None else active.user_id)

    def _read(self, wanted: int | None) -> None:
        self.do(_everybody, partial(self._draw, wanted))

    def _draw(self, wanted: int | None, answer: tuple[tuple[Profile, ...], bool]) -> None:
        profiles, self._trains = answer
        new = self.movierec.key_of("profiles.new")
        self.show_things(profiles, f"There are no profiles yet. Press {new} and type a name.", wanted)
        self.note_switches(("profiles.train", self._trains, "Trainings learn from profiles, too"))

    def take(self, row: Profile) -> None:
        self.movierec.ratings.switch_profile(row.user_id)
        self.dismiss(None)

    def action_new(self) -> None:
        """Asks for a name, switches to the new profile, and lets it rate its first films."""
        made: list[Profile] = []

        async def create(name: str) -> None:
            made.append(await self.movierec.library.change(lambda library: library.profiles.create(name)))

        def created(name: str | None) -> None:
            if name is not None:
                self.movierec.ratings.switch_profile(made[-1].user_id, self.movierec.rate_first_films)
                self.dismiss(None)

        self.app.push_screen(NameDialog("Name of the new profile", "Create", create), created)

    def action_rename(self) -> None:
        profile = self.things.current
        if profile is None:
            return

        async def rename(name: str) -> None:
            await self.movierec.library.change(lambda library: library.profiles.rename(profile.user_id, name))

        def renamed(name: str | None) -> None:
            if name is not None:
                self.movierec.ratings.refresh(then=partial(self._read, profile.user_id))

        question = f"New name for {safe_text(profile.name)}"
        self.app.push_screen(NameDialog(question, "Rename", rename, profile.name), renamed)

    def action_delete(self) -> None:
        profile = self.things.current
        if profile is None:
            return
        self.movierec.ask(
            f"Delete {safe_text(profile.name)} with {_counts(profile)}? This cannot be undone.",
            "Delete",
            "Keep",
            partial(self._delete, profile),
        )

    def _delete(self, profile: Profile) -> None:
        def deleted(_answer: None) -> None:
            self.movierec.ratings.refresh(then=partial(self._read, None))

        self.do(lambda library: library.profiles.delete(profile.user_id), deleted)

    def action_toggle_training(self) -> None:
        wanted = not self._trains
        self.do(lambda library: library.profiles.train_with_profiles(on=wanted), lambda _none: self._read(None))

    def on_click(self, event: events.Click) -> None:
        if self.query_one("#note").region.contains_point(event.screen_offset):
            self.action_toggle_training()


def _everybody(library: Library) -> tuple[tuple[Profile, ...], bool]:
    return library.profiles.all(), library.profiles.trains_with_profiles()


def _counts(profile: Profile) -> str:
    facts = [
        counted(number, one, many)
        for number, one, many in (
            (profile.ratings, "rating", "ratings"),
            (profile.watchlist, "film on the watchlist", "films on the watchlist"),
            (profile.hidden, "hidden film", "hidden films"),
        )
        if number
    ]
    return listed(facts) or "no ratings yet"
