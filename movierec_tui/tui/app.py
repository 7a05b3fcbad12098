"""The app: its state, the ways between screens, and the parts that do the work."""

from __future__ import annotations

import asyncio
import select
import signal
import sys
from collections.abc import Awaitable, Callable, Coroutine, Sequence
from contextlib import suppress
from dataclasses import replace
from pathlib import Path, PurePath
from typing import TYPE_CHECKING, Any, ClassVar, cast

from rich.console import Console
from textual.app import App
from textual.binding import Binding, BindingType
from textual.events import DescendantFocus
from textual.filter import LineFilter
from textual.reactive import var
from textual.screen import Screen
from textual.widgets import Input
from textual.worker import Worker, WorkerState

from db.errors import StoreError
from engine.errors import EngineError
from movierec_tui.config import Choices, keep_choices, keys_path, motion_is_unwanted, read_choices
from movierec_tui.tui.job_runner import JobRunner
from movierec_tui.tui.keys.actions import Context, bindings_for, find_action
from movierec_tui.tui.keys.key_map import KeyMap, read_key_map, written
from movierec_tui.tui.library_access import LibraryAccess
from movierec_tui.tui.ratings import Ratings
from movierec_tui.tui.screens.appearance import AppearanceScreen
from movierec_tui.tui.screens.base import BaseScreen
from movierec_tui.tui.screens.data_set import DataSetScreen
from movierec_tui.tui.screens.databases import DatabasesScreen
from movierec_tui.tui.screens.film_map import MapScreen
from movierec_tui.tui.screens.for_you import ForYouScreen
from movierec_tui.tui.screens.help import HelpScreen
from movierec_tui.tui.screens.jump import JumpScreen, places_of
from movierec_tui.tui.screens.movie import MovieScreen
from movierec_tui.tui.screens.name_dialog import NameDialog
from movierec_tui.tui.screens.palette import Palette
from movierec_tui.tui.screens.profiles import ProfilesScreen
from movierec_tui.tui.screens.question import Answer, Question
from movierec_tui.tui.screens.quick_rate import QuickRateScreen
from movierec_tui.tui.screens.search import SearchScreen
from movierec_tui.tui.screens.taste import TasteScreen
from movierec_tui.tui.screens.training import TrainingScreen
from movierec_tui.tui.screens.user import UserScreen
from movierec_tui.tui.screens.users import UsersScreen
from movierec_tui.tui.theme import DARK, LIGHT, THEMES, legible_variables
from movierec_tui.tui.widgets.plain_lines import PlainLines
from movierec_tui.wording.text import safe_text

if TYPE_CHECKING:
    from textual.worker import WorkType

    from db.personal.profiles import Profile
    from movierec_tui.jobs.state import JobState
    from movierec_tui.library import LibraryStatus
    from movierec_tui.tui.ratings import Opinions, RatingChange

WATCH_SECONDS = 1.0
"""How often the app looks whether another process changed the database, or the terminal is gone."""

_MODES: dict[str, type[BaseScreen]] = {
    "search": SearchScreen,
    "for_you": ForYouScreen,
    "users": UsersScreen,
    "training": TrainingScreen,
    "data": DataSetScreen,
}
"""The main screens, which a digit goes to."""


class MovieRecApp(App[None]):
    """Search films, rate them, read recommendations and why, train models.

    Screens watch the reactive attributes, which only the app and its parts set.

    Attributes:
        status: the data set and the run in use; None until the database is open.
        profile: who rates; None until somebody is chosen.
        opinions: all that the profile says of films, by film id; a new mapping after every change.
        last_change: the last change of opinion, which the screen in front tells of.
        job: the training or set-up that runs, or the last one that ended.
        library: asks the database and the model.
        ratings: who rates, and changing what they say.
        jobs: starts and cancels trainings and set-ups.
        key_map: which keys the person changed.
        choices: how the person wants the app to look.
    """

    TITLE = "movierec"
    CSS_PATH: ClassVar[list[str | PurePath]] = [
        "app.tcss",
        *sorted(Path(__file__).parent.glob("screens/*.tcss")),
    ]
    MODES = _MODES  # type: ignore[assignment]  # Textual's type is a mapping of an invariant kind
    DEFAULT_MODE = "for_you"
    ENABLE_COMMAND_PALETTE = False
    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (76, "-normal"), (110, "-wide")]  # noqa: RUF012  (Textual declares both)
    VERTICAL_BREAKPOINTS = [(0, "-tiny"), (16, "-short"), (30, "-tall")]  # noqa: RUF012
    BINDINGS: ClassVar[list[BindingType]] = bindings_for(Context.EVERYWHERE)

    status: var[LibraryStatus | None] = var(None)
    profile: var[Profile | None] = var(None)
    opinions: var[Opinions] = var({})
    last_change: var[RatingChange | None] = var(None, always_update=True)
    job: var[JobState | None] = var(None)

    def __init__(self, database: Path, *, plain: bool = False) -> None:
        super().__init__()
        self.library = LibraryAccess(database)
        self.ratings = Ratings(self, self.library)
        self.jobs = JobRunner(self, self.library)
        self.key_map: KeyMap = read_key_map(keys_path())
        self.set_keymap(dict(self.key_map.changed))
        for theme in THEMES:
            self.register_theme(theme)
        self.choices = read_choices()
        if plain:
            self.choices = replace(self.choices, in_words=True)
        self._plain_lines = PlainLines(enabled=False)
        self._still = False
        self._version: int | None = None
        self._asked_to_quit = False
        self._apply_choices()

    def on_mount(self) -> None:
        """Opens the database; where there is none yet, a data set is chosen first."""
        if not self.library.database.exists():
            self.switch_mode("data")
        for sentence in self.key_map.troubles:
            self.notify(safe_text(sentence), severity="warning", markup=False)
        self._end_with_terminal()
        self.call_after_refresh(self.refresh_status)
        self.set_interval(WATCH_SECONDS, self._look_around)

    def on_unmount(self) -> None:
        """Closes the database."""
        self.library.close()

    # How it looks

    def get_css_variables(self) -> dict[str, str]:
        """A theme's colours with those of our widgets, all of them legible."""
        self.theme_variables = super().get_css_variables() | legible_variables(self.current_theme)
        return self.theme_variables

    def choose(self, choices: Choices) -> None:
        """Looks like this from now on, and at the next start."""
        self.choices = choices
        keep_choices(choices)
        self._apply_choices()

    def _apply_choices(self) -> None:
        wanted = self.choices.theme
        if wanted not in self.available_themes:
            wanted = _theme_for_terminal()
        self.theme = wanted
        self._still = self.choices.still or motion_is_unwanted()
        self.animation_level = "none" if self._still else "full"
        if self._plain_lines.enabled != self.choices.in_words:
            self._plain_lines.enabled = self.choices.in_words
            self.refresh_css(animate=False)

    def get_line_filters(self) -> Sequence[LineFilter]:
        """What is done to every line before it is shown."""
        plain = [self._plain_lines] if self._plain_lines.enabled else []
        return [*plain, *super().get_line_filters()]

    def on_descendant_focus(self, event: DescendantFocus) -> None:
        """The cursor of a box blinks only where motion is wanted."""
        if isinstance(event.widget, Input):
            event.widget.cursor_blink = not self._still

    def action_appearance(self) -> None:
        self._open_once(AppearanceScreen)

    def action_light_or_dark(self) -> None:
        self.choose(replace(self.choices, theme=LIGHT.name if self.current_theme.dark else DARK.name))

    # Messages

    def say(self, sentence: str, *, title: str = "", seconds: float | None = None) -> None:
        """Shows a notice; the sentence is plain text."""
        self.notify(safe_text(sentence), title=title, timeout=seconds, markup=False)

    def complain(self, sentence: str, *, title: str = "") -> None:
        """Shows what went wrong; the sentence is plain text."""
        self.notify(safe_text(sentence), title=title, severity="error", markup=False)

    def on_worker_state_changed(self, event: Worker.StateChanged) -> None:
        """Shows a defect, and lets the job know that it was cancelled."""
        self.report_defect(event)
        self.jobs.worker_changed(event)

    def report_defect(self, event: Worker.StateChanged) -> None:
        """Shows that a worker ended with an error that nobody foresaw, rather than nothing at all."""
        if event.state is WorkerState.ERROR:
            self.complain(f"Something went wrong: {event.worker.error}")

    def ask(
        self,
        question: str,
        yes: str,
        no: str,
        then: Callable[[], None],
        keep_both: tuple[str, Callable[[], None]] | None = None,
    ) -> None:
        """Asks for a yes before `then` is done; one question at a time.

        Args:
            question: plain text.
            yes: the word for yes.
            no: the word for no.
            then: what is done after a yes.
            keep_both: the word for a third answer, and what is done then.
        """
        if isinstance(self.screen, Question):
            return

        def answered(answer: Answer | None) -> None:
            if answer is Answer.YES:
                then()
            elif answer is Answer.KEEP_BOTH and keep_both is not None:
                keep_both[1]()

        self.push_screen(Question(question, yes, no, "" if keep_both is None else keep_both[0]), answered)

    def ask_name(self, question: str, button: str, use: Callable[[str], Awaitable[None]]) -> None:
        """Asks for a name that `use` takes."""
        self.push_screen(NameDialog(question, button, use))

    # State

    def start(self, work: Callable[[], Coroutine[Any, Any, None]], group: str) -> Worker[None]:
        """Runs something beside the screens; a defect in it is shown."""
        return self.run_worker(cast("WorkType[None]", work), group=group, exit_on_error=False)

    def show_person(self, profile: Profile | None, opinions: Opinions) -> None:
        """Takes over who rates and what they say; whoever watches sees both at once."""
        if (profile, opinions) != (self.profile, self.opinions):
            self.set_reactive(MovieRecApp.profile, profile)
            self.set_reactive(MovieRecApp.opinions, opinions)
            self.mutate_reactive(MovieRecApp.profile)
            self.mutate_reactive(MovieRecApp.opinions)

    def refresh_status(self) -> None:
        """Reads which data set and which run there are, and who rates."""
        work = cast("WorkType[None]", self._read_status)
        self.run_worker(work, group="status", exclusive=True, exit_on_error=False)

    async def _read_status(self) -> None:
        first = self.status is None
        try:
            # In line with the changes, so that what was just said is never overwritten by what was read before.
            status, person = await self.library.change(
                lambda library: (library.status(), self.ratings.current_person(library))
            )
        except (StoreError, EngineError) as error:
            self.complain(str(error))
            return
        if not self.is_running:
            return
        if _films_of(status) != _films_of(self.status):
            self.ratings.forget_changes()
        self.status = status
        self.ratings.take_person(*person)
        if first:
            self._go_to_first_screen(status)
            with suppress(StoreError, EngineError):  # whoever asks the model next shows the sentence
                await self.library.read(lambda library: library.warm_up())

    def _go_to_first_screen(self, status: LibraryStatus) -> None:
        if self.current_mode != "for_you" or len(self.screen_stack) > 1:
            return
        if status.data_set is None or (status.run is None and not self.jobs.running):
            self.switch_mode("data")
        elif self.profile is None:
            self.switch_mode("search")

    async def _look_around(self) -> None:
        """Shows what another window or a command changed; ends where the terminal is gone."""
        if _hung_up():
            self.exit()
            return
        if self.status is None:
            return
        with suppress(StoreError):  # the next question shows the sentence
            version = await self.library.read(lambda library: library.version())
            if version != self._version:
                if self._version is not None:
                    self.refresh_status()
                self._version = version

    # Going places

    def action_go(self, mode: str) -> None:
        self.go(mode)

    def go(self, mode: str) -> None:
        """Shows one of the main screens, as it was left."""
        self.switch_mode(mode)

    def action_focus_search(self) -> None:
        self.focus_search()

    def focus_search(self) -> None:
        """Goes to the search box, from anywhere."""
        self.switch_mode("search")
        self._close_screens()
        if isinstance(self.screen, SearchScreen):
            self.screen.focus_query()

    def _close_screens(self) -> None:
        while len(self.screen_stack) > 1:
            self.pop_screen()

    async def action_back(self) -> None:
        """One step back: within the screen, else out of it, else to the search."""
        if isinstance(self.screen, BaseScreen) and self.screen.step_back():
            return
        if len(self.screen_stack) > 1:
            self.pop_screen()
        elif self.current_mode != "search":
            self.switch_mode("search")

    def _open_once(self, kind: Callable[[], Screen[None]]) -> None:
        """Opens a screen that needs to be told nothing, unless it is open already."""
        if not (isinstance(kind, type) and isinstance(self.screen, kind)):
            self.push_screen(kind())

    def open_movie(self, movie_id: int) -> None:
        """Shows a film on top of what is there."""
        self.push_screen(MovieScreen(movie_id))

    def open_user(self, user_id: int) -> None:
        """Shows a user on top of what is there."""
        self.push_screen(UserScreen(user_id))

    def action_map(self) -> None:
        self._open_once(MapScreen)

    def action_taste(self) -> None:
        """The taste of the user on the screen, else of whoever rates."""
        if isinstance(self.screen, UserScreen):
            self.open_taste(self.screen.user_id)
        elif self.profile is not None:
            self.open_taste(self.profile.user_id)
        else:
            self.say(
                f"Nobody is rating yet: choose a profile with {self.key_of('app.profiles')}, "
                f"or open a user with {self.key_of('go.users')}."
            )

    def open_taste(self, user_id: int) -> None:
        """Shows somebody's taste by genre and decade on top of what is there."""
        if not isinstance(self.screen, TasteScreen):
            self.push_screen(TasteScreen(user_id))

    def action_profiles(self) -> None:
        self._open_once(ProfilesScreen)

    def action_quick_rate(self) -> None:
        """Asks about one film after the other; first who rates, where nobody is chosen."""
        self.ratings.with_profile(lambda: self._open_once(QuickRateScreen))

    def rate_first_films(self) -> None:
        """Lets a new person rate films, where there are any; their list is beneath."""
        if self.status is not None and self.status.data_set is not None:
            self.switch_mode("for_you")
            self.action_quick_rate()

    def action_databases(self) -> None:
        def chosen(path: Path | None) -> None:
            if path is not None:
                self.open_database(path)

        if not isinstance(self.screen, DatabasesScreen):
            self.push_screen(DatabasesScreen(), chosen)

    def open_database(self, path: Path) -> None:
        """Shows another database in place of this one; every screen begins anew."""
        if path == self.library.database:
            return
        if self.jobs.running and self.job is not None:
            self.complain(f"{self.job.title} is still running: wait for it, or cancel it first.")
            return

        async def opening() -> None:
            try:
                await self.library.switch(path)
            except StoreError as error:
                self.complain(str(error))
                return
            self.jobs.forget()
            self.show_person(None, {})
            self._version = None
            # The screen of data sets follows what there is; all others showed films and people of the other database.
            self.switch_mode("data")
            self._close_screens()
            for mode, screen in _MODES.items():
                if mode != "data":
                    await self.remove_mode(mode)
                    self.add_mode(mode, screen)
            await self._read_status()
            if self.status is not None and self.status.run is not None:
                self.switch_mode("search" if self.profile is None else "for_you")

        self.start(opening, "open database")

    def open_page(self, address: str) -> None:
        """Opens a web page in a browser with a window of its own; where there is none, the address is copied."""
        import webbrowser  # noqa: PLC0415

        try:
            browser: object = None if self.is_web else webbrowser.get()
        except webbrowser.Error:
            browser = None
        # A browser that draws in this terminal would draw over the app.
        in_terminal = isinstance(browser, webbrowser.GenericBrowser) and not isinstance(
            browser, webbrowser.BackgroundBrowser
        )
        if self.is_web or (browser is not None and not in_terminal):
            self.open_url(address)
        else:
            self.copy_to_clipboard(address)
            self.say(f"There is no browser here; the address is copied: {address}")

    # Keys

    def get_key_display(self, binding: Binding) -> str:
        """A key as the footer writes it."""
        return binding.key_display or written(binding.key)

    def key_of(self, action_id: str) -> str:
        """An action's key as sentences name it."""
        action = find_action(action_id)
        assert action is not None  # noqa: S101  (the app only names actions that it has)
        return self.key_map.every_key(action)[0]

    def action_command_palette(self) -> None:
        if not isinstance(self.screen, Palette):
            self.push_screen(Palette(self.screen))

    def action_help(self) -> None:
        """The keys of this screen."""
        active = self.screen.active_bindings.values()
        found = [find_action(binding.binding.id or "") for binding in active]
        contexts = {action.context for action in found if action is not None} | {Context.LIST}
        if isinstance(self.screen, BaseScreen):
            contexts.add(self.screen.CONTEXT)
        self.push_screen(HelpScreen([context for context in Context if context in contexts], self.key_map))

    def action_jump(self) -> None:
        """A letter on each part of the screen; the same key again removes them."""
        screen = self.screen
        if isinstance(screen, JumpScreen):
            screen.action_stay()
            return
        places = [] if isinstance(screen, Palette) else places_of(screen)
        if places:
            self.push_screen(JumpScreen(places), lambda place: None if place is None else place.go())
        elif isinstance(screen, BaseScreen):
            self.say("This screen has one part only; its keys are in the last line.")

    def action_undo(self) -> None:
        self.ratings.undo()

    def action_other_run(self) -> None:
        self.jobs.use_other_run()

    # The end

    def action_interrupt(self) -> None:
        """Says how to quit; the second time in a row, quits."""
        if self._asked_to_quit:
            self.action_leave()
            return
        self._asked_to_quit = True
        self.set_timer(self.NOTIFICATION_TIMEOUT, self._stay)
        self.say(
            f"Press {self.key_of('app.interrupt')} again to quit, or {self.key_of('app.quit')} at any time."
        )

    def _stay(self) -> None:
        self._asked_to_quit = False

    def action_leave(self) -> None:
        """Ends the app, after a question where a job would be cancelled."""
        if self.job is None or not self.jobs.running:
            self.exit()
            return
        self.ask(
            f"{self.job.title} is at {self.job.fraction:.0%}. If you quit, it is cancelled.",
            "Quit",
            "Stay",
            self._cancel_and_exit,
        )

    def _cancel_and_exit(self) -> None:
        async def ending() -> None:
            await self.jobs.cancelled()
            self.exit()

        self.start(ending, "leave")

    def _end_with_terminal(self) -> None:
        """Ends the app when it is told to, or when its terminal is closed: jobs cancelled, terminal restored."""
        loop = asyncio.get_running_loop()
        for name in ("SIGTERM", "SIGHUP"):
            if hasattr(signal, name):
                with suppress(NotImplementedError, RuntimeError, ValueError):  # Windows; not the main thread
                    loop.add_signal_handler(getattr(signal, name), self._cancel_and_exit)


def _hung_up() -> bool:
    """Whether the terminal that we read from is gone."""
    if not hasattr(select, "poll") or sys.__stdin__ is None:
        return False
    with suppress(OSError, ValueError):
        terminal = select.poll()
        terminal.register(sys.__stdin__.fileno(), 0)
        return any(
            event & (select.POLLHUP | select.POLLERR | select.POLLNVAL) for _fd, event in terminal.poll(0)
        )
    return False


def _theme_for_terminal() -> str:
    """The terminal's own colours where it has no more than sixteen, else ours."""
    return "ansi-dark" if Console(file=sys.__stdout__).color_system == "standard" else DARK.name


def _films_of(status: LibraryStatus | None) -> str | None:
    """Identifies the data set whose films can be rated now."""
    return None if status is None or status.data_set is None else status.data_set.fingerprint
