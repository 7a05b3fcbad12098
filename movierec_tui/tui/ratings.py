"""The person who rates in the app: who it is, what they say of films, and how a change is undone."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Coroutine, Mapping
from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING, Any, Protocol

from textual.worker import Worker

from db.marks import FilmMark
from db.rows import MovieSummary, Opinion, OpinionChange
from movierec_tui.library.answers import LibraryStatus
from movierec_tui.tui.library_access import LibraryAccess
from movierec_tui.wording.opinions import undone_import_words

if TYPE_CHECKING:
    from db.personal.import_plan import ImportReport
    from db.personal.profiles import Profile
    from movierec_tui.library.library import Library

Opinions = Mapping[int, Opinion]


@dataclass(frozen=True, slots=True)
class RatingChange:
    """A change of opinion; `undone` where it took another change back."""

    change: OpinionChange
    undone: bool = False

    @property
    def film(self) -> MovieSummary:
        return self.change.movie


@dataclass(frozen=True, slots=True)
class _Import:
    """An import that can be undone."""

    user_id: int
    import_id: str


class RatingState(Protocol):
    """What the app keeps for `Ratings`, and does for it."""

    profile: Profile | None
    opinions: Opinions
    last_change: RatingChange | None
    status: LibraryStatus | None

    def show_person(self, profile: Profile | None, opinions: Opinions) -> None: ...
    def ask_name(self, question: str, button: str, use: Callable[[str], Awaitable[None]]) -> None: ...
    def say(self, sentence: str) -> None: ...
    def start(self, work: Callable[[], Coroutine[Any, Any, None]], group: str) -> Worker[None]: ...


class Ratings:
    """Switches the profile and changes what it says of films. One change at a time; each can be undone."""

    def __init__(self, app: RatingState, library: LibraryAccess) -> None:
        self._app = app
        self._library = library
        self._changes: list[RatingChange | _Import] = []
        self._after_opening: list[Callable[[], object]] = []

    # Who

    def current_person(self, library: Library) -> tuple[Profile | None, Opinions]:
        """Who rates and what they say: the person of this window, else the one of the last start. Blocks."""
        before = self._app.profile
        kept = None if before is None else library.profiles.get(before.user_id)
        return _with_opinions(library, kept or library.profiles.active())

    def switch_profile(self, user_id: int, then: Callable[[], object] | None = None) -> None:
        """Rates for this profile from now on, and goes on with `then`."""
        self._read(lambda library: _with_opinions(library, library.profiles.switch(user_id)), then)

    def refresh(self, then: Callable[[], object] | None = None) -> None:
        """Reads the person again: after a rename, a removal or an import."""
        self._read(self.current_person, then)

    def _read(
        self,
        person: Callable[[Library], tuple[Profile | None, Opinions]],
        then: Callable[[], object] | None,
    ) -> None:
        async def reading() -> None:
            self.take_person(*await self._library.change(person))
            if then is not None:
                then()

        self._app.start(reading, "profile")

    def take_person(self, profile: Profile | None, opinions: Opinions) -> None:
        """Shows who rates now, and goes on with what waited for that."""
        if profile is None or self._app.profile is None or profile.user_id != self._app.profile.user_id:
            self.forget_changes()
        self._app.show_person(profile, opinions)
        waiting, self._after_opening = self._after_opening, []
        for then in waiting:
            self.with_profile(then)

    def forget_changes(self) -> None:
        """Nothing so far can be undone any more, as the films or the person are others."""
        self._changes = []

    def with_profile(self, then: Callable[[], object]) -> None:
        """Goes on with `then` when somebody is there to rate; asks for a name first where nobody is."""
        if self._app.profile is not None:
            then()
        elif self._app.status is None:
            self._after_opening.append(then)
        else:

            async def use(name: str) -> None:
                await self._library.change(lambda library: library.profiles.create(name))
                self.refresh(then)

            self._app.ask_name("Who is rating? A name is enough.", "Rate", use)

    # What they say

    def rate(self, movie_id: int, stars: float | None) -> None:
        """Rates a film; None removes the rating."""
        self._change(lambda library, user_id: library.profiles.rate(user_id, movie_id, stars))

    def rate_half(self, movie_id: int) -> None:
        """Changes a film's rating by half a star: down from a half, up from whole stars."""

        def halved(library: Library, user_id: int) -> OpinionChange:
            stars = library.profiles.opinion(user_id, movie_id).rating
            return library.profiles.rate(user_id, movie_id, None if stars is None else with_half(stars))

        self._change(halved)

    def mark(self, movie_id: int, mark: FilmMark) -> None:
        self._change(lambda library, user_id: library.profiles.mark(user_id, movie_id, mark, on=True))

    def toggle_mark(self, movie_id: int, mark: FilmMark) -> None:
        """Sets a mark on a film, or removes it."""

        def toggled(library: Library, user_id: int) -> OpinionChange:
            on = not library.profiles.opinion(user_id, movie_id).has(mark)
            return library.profiles.mark(user_id, movie_id, mark, on=on)

        self._change(toggled)

    def imported(self, user_id: int, report: ImportReport) -> None:
        """Shows what an import brought, and lets `undo` take it back as a whole."""
        profile = self._app.profile
        if report.import_id is not None and profile is not None and profile.user_id == user_id:
            self._changes.append(_Import(user_id, report.import_id))
        self.refresh()

    def undo(self) -> None:
        """Takes the last change or import back; again for the one before."""
        if self._changes:
            last = self._changes.pop()
            undo = partial(self._undo_import, last) if isinstance(last, _Import) else partial(self._undo_change, last)
            self._app.start(undo, "opinions")
        elif self._app.profile is None:
            self._app.say("Nobody is rating yet, so there is nothing to undo.")
        else:
            self._app.say("There is nothing to undo.")

    def _change(self, change: Callable[[Library, int], OpinionChange]) -> None:
        self.with_profile(lambda: self._app.start(partial(self._changed, change), "opinions"))

    async def _changed(self, change: Callable[[Library, int], OpinionChange]) -> None:
        profile = self._app.profile
        if profile is not None:
            made = await self._take(lambda library: RatingChange(change(library, profile.user_id)))
            if made.change.before != made.change.after:
                self._changes.append(made)

    async def _undo_change(self, last: RatingChange) -> None:
        await self._take(lambda library: replace(last, change=library.profiles.undo(last.change), undone=True))

    async def _undo_import(self, last: _Import) -> None:
        undone = await self._library.change(lambda library: library.personal.undo(last.user_id, last.import_id))
        profile = self._app.profile
        self._app.say(undone_import_words(undone, profile.name if profile is not None else "the profile"))
        self.refresh()

    async def _take(self, change: Callable[[Library], RatingChange]) -> RatingChange:
        """Makes a change and shows it."""
        made = await self._library.change(change)
        profile = self._app.profile
        if profile is not None and profile.user_id == made.change.user_id:
            opinions = dict(self._app.opinions)
            if made.change.after.rating is None and not made.change.after.marks:
                opinions.pop(made.change.movie_id, None)
            else:
                opinions[made.change.movie_id] = made.change.after
            self._app.show_person(counted(profile, opinions), opinions)
        if made.change.before != made.change.after:
            self._app.last_change = made
        return made


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


def _with_opinions(library: Library, profile: Profile | None) -> tuple[Profile | None, Opinions]:
    return profile, {} if profile is None else library.profiles.opinions(profile.user_id)
