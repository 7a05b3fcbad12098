"""Whom the app rates for, what they say of films, and how that changes and is undone."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from textual import work
from textual.reactive import reactive

from db.errors import StoreError
from db.marks import FilmMark
from engine.errors import EngineError
from movierec_tui.tui.library_app import LibraryApp

if TYPE_CHECKING:
    from db.personal.profiles import Profile
    from db.rows import MovieSummary, Opinion, OpinionChange
    from movierec_tui.library import Library, LibraryStatus

    Opinions = Mapping[int, Opinion]

WHO_RATES = "Who is rating? A name is enough."


@dataclass(frozen=True, slots=True)
class Told:
    """A change of opinion, with the film that it is about; `undone` where it took another change back."""

    film: MovieSummary
    change: OpinionChange
    undone: bool = False


class ProfileApp(LibraryApp):
    """The active profile and its opinions; screens watch both.

    Attributes:
        standing: data set and active run; None until the database is open.
        profile: whom the app rates for, with up-to-date counts; None until somebody is chosen.
        opinions: all that the profile says, by film id; another mapping after every change.
        told: the last change of opinion, which the screen in front tells of.
    """

    # Whoever shows one of these watches it: the app itself has nothing to draw, and would draw the whole screen.
    status: reactive[LibraryStatus | None] = reactive(None, repaint=False)
    profile: reactive[Profile | None] = reactive(None, repaint=False)
    opinions: reactive[Opinions] = reactive({}, repaint=False)
    told: reactive[Told | None] = reactive(None, always_update=True, repaint=False)

    def __init__(self, database: Path) -> None:
        super().__init__(database)
        self._changes: list[Told] = []
        self._waiting: list[Callable[[], object]] = []

    # Who

    def switch_profile(self, user_id: int) -> None:
        """Rates for this profile from now on."""
        self._use(lambda library: library.profiles.switch(user_id), None)

    def create_profile(self, name: str, then: Callable[[], object] | None = None) -> None:
        """Makes a profile, rates for it from now on, and goes on with `then`."""
        self._use(lambda library: library.profiles.create(name), then)

    def refresh_profile(self, then: Callable[[], object] | None = None) -> None:
        """Reads anew who is active and what they say: after a rename, a removal or an import."""
        self._use(lambda library: library.profiles.active(), then)

    @work(group="profile", exit_on_error=False)
    async def _use(
        self, choose: Callable[[Library], Profile | None], then: Callable[[], object] | None
    ) -> None:
        def chosen(library: Library) -> tuple[Profile | None, Opinions]:
            profile = choose(library)
            return profile, {} if profile is None else library.profiles.opinions(profile.user_id)

        try:
            profile, opinions = await self.change(chosen)
        except StoreError as error:
            self.say(str(error), severity="error")
            return
        self.show_profile(profile, opinions)
        if then is not None:
            then()

    def show_profile(self, profile: Profile | None, opinions: Opinions) -> None:
        """Takes over what was read of the active profile; who watches sees both at once."""
        if profile is None or self.profile is None or profile.user_id != self.profile.user_id:
            self._changes = []
        self.set_reactive(ProfileApp.profile, profile)
        self.set_reactive(ProfileApp.opinions, opinions)
        self.mutate_reactive(ProfileApp.profile)
        self.mutate_reactive(ProfileApp.opinions)
        waiting, self._waiting = self._waiting, []
        for then in waiting:
            self.with_profile(then)

    def forget_changes(self) -> None:
        """What was changed so far can no longer be undone, as the films are others."""
        self._changes = []

    def with_profile(self, then: Callable[[], object]) -> None:
        """Goes on with `then` when somebody is there to rate; asks for a name first if nobody is."""
        if self.profile is not None:
            then()
            return
        if self.status is None:
            # The database is still being opened: only then is it known whether anybody is there.
            self._waiting.append(then)
            return
        from movierec_tui.tui.screens.name_dialog import NameDialog  # noqa: PLC0415

        async def use(name: str) -> None:
            await self.change(lambda library: library.profiles.create(name))
            self.refresh_profile(then)

        self.push_screen(NameDialog(WHO_RATES, "Rate", use))

    # What they say

    def rate(self, movie_id: int, stars: float | None) -> None:
        """Rates a film for the active profile; None takes the rating back."""
        self.with_profile(
            lambda: self._say_of(
                movie_id, lambda library, user_id: library.profiles.rate(user_id, movie_id, stars)
            )
        )

    def rate_half(self, movie_id: int) -> None:
        """Makes the active profile's rating of a film half a star more, or less where it has a half already."""

        def halved(library: Library, user_id: int) -> OpinionChange:
            stars = library.profiles.opinion(user_id, movie_id).rating
            return library.profiles.rate(user_id, movie_id, None if stars is None else with_half(stars))

        self.with_profile(lambda: self._say_of(movie_id, halved))

    def toggle_mark(self, movie_id: int, mark: FilmMark) -> None:
        """Sets a mark of the active profile on a film, or takes it off."""

        def toggled(library: Library, user_id: int) -> OpinionChange:
            on = not library.profiles.opinion(user_id, movie_id).has(mark)
            return library.profiles.mark(user_id, movie_id, mark, on=on)

        self.with_profile(lambda: self._say_of(movie_id, toggled))

    def mark(self, movie_id: int, mark: FilmMark) -> None:
        """Sets a mark of the active profile on a film, whether it was set or not."""
        self.with_profile(
            lambda: self._say_of(
                movie_id, lambda library, user_id: library.profiles.mark(user_id, movie_id, mark, on=True)
            )
        )

    def undo(self, then: Callable[[Told], None] | None = None) -> None:
        """Takes the last change of opinion back, and goes on with `then`; again for the one before."""
        self._undo(then)

    @work(group="opinions", exit_on_error=False)
    async def _say_of(self, movie_id: int, say: Callable[[Library, int], OpinionChange]) -> None:
        profile = self.profile
        if profile is None:
            return
        told = await self._changed(
            lambda library: Told(library.film(movie_id), say(library, profile.user_id))
        )
        if told is not None and told.change.before != told.change.after:
            self._changes.append(told)
            self.told = told

    @work(group="opinions", exit_on_error=False)
    async def _undo(self, then: Callable[[Told], None] | None) -> None:
        if not self._changes:
            nobody = "Nobody is rating yet, so there is nothing to undo."
            self.say("There is nothing to undo." if self.profile else nobody)
            return
        last = self._changes.pop()
        undone = await self._changed(
            lambda library: Told(last.film, library.profiles.undo(last.change), True)
        )
        if undone is not None:
            self.told = undone
            if then is not None:
                then(undone)

    async def _changed(self, change: Callable[[Library], Told]) -> Told | None:
        try:
            told = await self.change(change)
        except (StoreError, EngineError) as error:
            self.say(str(error), severity="error")
            return None
        self._take_over(told.change)
        return told

    def _take_over(self, change: OpinionChange) -> None:
        """The mapping and the counts after a change, without reading them again."""
        if self.profile is None or self.profile.user_id != change.user_id:
            return
        opinions = dict(self.opinions)
        if change.after.rating is None and not change.after.marks:
            opinions.pop(change.movie_id, None)
        else:
            opinions[change.movie_id] = change.after
        self.profile = counted(self.profile, opinions)
        self.opinions = opinions


def with_half(stars: float) -> float:
    """Half a star more than whole stars, and half a star less than others; five stars become four and a half."""
    if stars == 5 or not (stars.is_integer() or stars == 0.5):
        return stars - 0.5
    return stars + 0.5


def counted(profile: Profile, opinions: Opinions) -> Profile:
    """The profile with the counts that its opinions give."""
    said = opinions.values()
    return replace(
        profile,
        ratings=sum(opinion.rating is not None for opinion in said),
        watchlist=sum(opinion.has(FilmMark.WATCHLIST) for opinion in said),
        hidden=sum(opinion.has(FilmMark.HIDDEN) for opinion in said),
    )
