"""The app: its state, how one gets from screen to screen, and the parts that do the work."""

from __future__ import annotations

import asyncio
import gc
import signal
import sys
from collections.abc import Awaitable, Callable, Coroutine, Sequence
from contextlib import ExitStack, suppress
from dataclasses import replace
from pathlib import Path, PurePath
from typing import TYPE_CHECKING, Any, ClassVar, cast

from rich.console import Console
from textual.actions import SkipAction
from textual.app import App
from textual.await_complete import AwaitComplete
from textual.binding import Binding, BindingType
from textual.events import DescendantFocus
from textual.filter import LineFilter
from textual.reactive import var
from textual.screen import Screen
from textual.widget import Widget
from textual.widgets import Input
from textual.worker import Worker, WorkerState, WorkType

from db.errors import StoreError
from db.rows import MovieSummary
from engine.errors import EngineError
from movierec_tui.choices import Choices, keep_choices, read_choices
from movierec_tui.config import keys_path, motion_is_unwanted
from movierec_tui.jobs.state import JobState
from movierec_tui.library.answers import LibraryStatus
from movierec_tui.tui.job_runner import JobRunner
from movierec_tui.tui.keys.actions import ACTION_OF_ID, Context, bindings_for
from movierec_tui.tui.keys.key_map import KeyMap, read_key_map, written
from movierec_tui.tui.library_access import LibraryAccess
from movierec_tui.tui.ratings import Opinions, RatingChange, Ratings
from movierec_tui.tui.screens.base import BaseScreen
from movierec_tui.tui.screens.dialog import Answer, NameDialog, Question
from movierec_tui.tui.screens.for_you import ForYouScreen
from movierec_tui.tui.screens.help import HelpScreen
from movierec_tui.tui.screens.movie import MovieScreen
from movierec_tui.tui.screens.search import SearchScreen
from movierec_tui.tui.screens.user import UserScreen
from movierec_tui.tui.screens.users import UsersScreen
from movierec_tui.tui.theme import DARK, LIGHT, THEMES, CachedStylesheet, PlainLines, legible_variables
from movierec_tui.wording.text import safe_text

if TYPE_CHECKING:
    from db.personal.profiles import Profile

MOST_LIKED = 8
"""Films that others can be like at once."""

DATABASE_SECONDS = 1.0
"""How often the app checks whether another process changed the database."""

# ruff: noqa: PLC0415  (screens that nobody sees first are imported when they open)


def _training() -> BaseScreen:
    from movierec_tui.tui.screens.training import TrainingScreen

    return TrainingScreen()


def _data_set() -> BaseScreen:
    from movierec_tui.tui.screens.data_set import DataSetScreen

    return DataSetScreen()


class MovieRecApp(App[None]):
    """Search films, rate them, get recommendations with reasons, train models.

    Screens watch the reactive attributes, which only the app and its parts set.

    Attributes:
        status: the data set and the run in use; None until the database is open.
        profile: who rates, with current counts; None until somebody is chosen.
        opinions: all that the profile says of films, by film id; a new mapping after every change.
        last_change: the last change of opinion, for the screen in front to show.
        job: the training or set-up that runs, or the last one that ended.
        database_version: changes whenever anybody, in any process, changes the database.
        library: asks the database and the model.
        ratings: who rates, and changing what they say.
        jobs: starts and cancels trainings and set-ups.
        key_map: the keys that the person changed.
        choices: how the person wants the app to look.
    """

    TITLE = "movierec"
    CSS_PATH: ClassVar[list[str | PurePath]] = [
        "app.tcss",
        *sorted(Path(__file__).parent.glob("screens/*.tcss")),
    ]
    MODES = {  # noqa: RUF012  (Textual declares it, too)
        "search": SearchScreen,
        "for_you": ForYouScreen,
        "users": UsersScreen,
        "training": _training,
        "data": _data_set,
    }
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
    database_version: var[int | None] = var(None)

    def __init__(self, database: Path, *, plain: bool = False) -> None:
        super().__init__()
        self.stylesheet = CachedStylesheet(variables=self.theme_variables)
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
        self._asked_to_quit = False
        self._apply_choices()

    def on_mount(self) -> None:
        """Opens the database; if there is none yet, a data set is chosen first."""
        if not self.library.database.exists():
            self.switch_mode("data")
        for sentence in self.key_map.troubles:
            self.notify(safe_text(sentence), severity="warning", markup=False)
        self._end_on_signals()
        self.app_resume_signal.subscribe(self, lambda _app: self.screen.refresh())
        self.call_after_refresh(self.refresh_status)
        self.set_interval(DATABASE_SECONDS, self._check_database)

    def on_unmount(self) -> None:
        self.library.close()

    # How it looks

    def get_css_variables(self) -> dict[str, str]:
        """A theme's colours and those of our widgets, all of them legible."""
        self.theme_variables = super().get_css_variables() | legible_variables(self.current_theme)
        return self.theme_variables

    def choose(self, choices: Choices) -> None:
        """Applies how the person wants the app to look, and keeps it for the next start."""
        self.choices = choices
        keep_choices(choices)
        self._apply_choices()

    def _apply_choices(self) -> None:
        wanted = self.choices.theme
        if wanted not in self.available_themes:
            wanted = _theme_for_terminal()
        self.theme = wanted
        still = self.choices.still or motion_is_unwanted()
        self.animation_level = "none" if still else "full"
        if self._plain_lines.enabled != self.choices.in_words:
            self._plain_lines.enabled = self.choices.in_words
            for screen in self.screen_stack:  # those beneath are seen, too
                for widget in screen.walk_children(with_self=True):
                    widget.refresh()

    def get_line_filters(self) -> Sequence[LineFilter]:
        plain = [self._plain_lines] if self._plain_lines.enabled else []
        return [*plain, *super().get_line_filters()]

    def on_descendant_focus(self, event: DescendantFocus) -> None:
        """The cursor of a text box blinks unless motion is reduced."""
        if isinstance(event.widget, Input):
            event.widget.cursor_blink = self.animation_level != "none"

    async def action_appearance(self) -> None:
        from movierec_tui.tui.screens.appearance import AppearanceScreen

        await self._open_once(AppearanceScreen)

    def action_light_or_dark(self) -> None:
        self.choose(replace(self.choices, theme=LIGHT.name if self.current_theme.dark else DARK.name))

    # Messages

    def say(self, sentence: str, *, title: str = "", seconds: float | None = None) -> None:
        """Shows a notice of plain text."""
        self.notify(safe_text(sentence), title=title, timeout=seconds, markup=False)

    def complain(self, sentence: str, *, title: str = "") -> None:
        """Shows an error in plain text."""
        self.notify(safe_text(sentence), title=title, severity="error", markup=False)

    def on_worker_state_changed(self, event: Worker.StateChanged) -> None:
        self.report_error(event)
        self.jobs.worker_changed(event)

    def report_error(self, event: Worker.StateChanged) -> None:
        """Shows the error that ended a worker; if it is one of ours, it is a sentence already."""
        error = event.worker.error
        if event.state is WorkerState.ERROR:
            ours = isinstance(error, StoreError | EngineError)
            self.complain(str(error) if ours else f"Something went wrong: {error}")

    def ask(
        self,
        question: str,
        yes: str,
        no: str,
        then: Callable[[], None],
        keep_both: tuple[str, Callable[[], None]] | None = None,
    ) -> None:
        """Asks before it does `then`; one question at a time. `keep_both` is a third button, and what it does."""
        if isinstance(self.screen, Question):
            return

        def answered(answer: Answer | None) -> None:
            if answer is Answer.YES:
                then()
            elif answer is Answer.KEEP_BOTH and keep_both is not None:
                keep_both[1]()

        self.push_screen(Question(question, yes, no, "" if keep_both is None else keep_both[0]), answered)

    def ask_name(self, question: str, button: str, use: Callable[[str], Awaitable[None]]) -> None:
        """Asks for a name and gives it to `use`."""
        self.push_screen(NameDialog(question, button, use))

    # State

    def start(self, work: Callable[[], Coroutine[Any, Any, None]], group: str) -> Worker[None]:
        """Runs something that does not end when a screen closes; its `StoreError` or `EngineError` is shown."""
        return self.run_worker(cast("WorkType[None]", work), group=group, exit_on_error=False)

    def show_person(self, profile: Profile | None, opinions: Opinions) -> None:
        """Sets profile and opinions together, so that nobody sees one without the other."""
        if (profile, opinions) != (self.profile, self.opinions):
            self.set_reactive(MovieRecApp.profile, profile)
            self.set_reactive(MovieRecApp.opinions, opinions)
            self.mutate_reactive(MovieRecApp.profile)
            self.mutate_reactive(MovieRecApp.opinions)

    def refresh_status(self) -> None:
        """Reads which data set and which run there are, and who rates."""
        if self.is_running:
            work = cast("WorkType[None]", self._read_status)
            self.run_worker(work, group="status", exclusive=True, exit_on_error=False)

    def watch_status(self, before: LibraryStatus | None, after: LibraryStatus | None) -> None:
        self.jobs.status_changed(before, after)

    async def _read_status(self) -> None:
        first = self.status is None
        # As a change, so that it waits for those under way and never shows what was before them.
        version, status, person = await self.library.change(
            lambda library: (library.version(), library.status(), self.ratings.current_person(library))
        )
        if not self.is_running:
            return
        if _films_of(status) != _films_of(self.status):
            self.ratings.forget_changes()
        self.database_version = version
        self.status = status
        self.ratings.take_person(*person)
        if first:
            self._go_to_first_screen(status)
            with suppress(StoreError, EngineError):  # the next question to the model shows the sentence
                await self.library.read(lambda library: library.warm_up())
            # What is loaded by now is never garbage, so the collector need not look through it.
            gc.freeze()

    def _go_to_first_screen(self, status: LibraryStatus) -> None:
        if self.current_mode != "for_you" or len(self.screen_stack) > 1:
            return
        if status.data_set is None or (status.run is None and not self.jobs.running):
            self.switch_mode("data")
        elif self.profile is None:
            self.switch_mode("search")

    async def _check_database(self) -> None:
        """Shows what another window or a command changed."""
        # While the status is read, it is not read anew: on a slow machine, it would never be there.
        if self.status is None or any(one.group == "status" and not one.is_finished for one in self.workers):
            return
        with suppress(StoreError):  # the next question shows the sentence
            if await self.library.read(lambda library: library.version()) != self.database_version:
                self.refresh_status()

    # Going places

    # Actions wait until their screen is there, as the next key may have been pressed already.

    async def action_go(self, mode: str) -> None:
        """Shows a main screen as it was left."""
        await self.switch_mode(mode)

    async def action_focus_search(self) -> None:
        await self.switch_mode("search")
        self._close_screens()
        if isinstance(self.screen, SearchScreen):
            self.screen.focus_query()

    def pop_screen(self) -> AwaitComplete:
        """Closes the screen in front, draws the one beneath once, and forgets the drawn lines of the closed one.

        Textual caches a colour in a way that keeps the last 1,024 widgets' lines alive, closed or not. They cost
        memory, and the garbage collector looks through all of them; `refresh` drops them.
        """
        for widget in self.screen.walk_children(Widget, with_self=True):
            widget.refresh()
        closed = super().pop_screen()
        batch = ExitStack()
        batch.enter_context(self.batch_update())

        def draw() -> None:
            batch.close()
            self.refresh()

        # Textual draws once now, and twice when the screen is gone: the batch ends after these, so all is drawn once.
        self.call_next(self.call_next, draw)
        return closed

    def _close_screens(self) -> None:
        while len(self.screen_stack) > 1:
            self.pop_screen()

    async def action_back(self) -> None:
        """One step back: within the screen, else out of it, else to Search as it was left, where digits go places."""
        if isinstance(self.screen, BaseScreen) and self.screen.step_back():
            return
        if len(self.screen_stack) > 1:
            self.pop_screen()
        elif self.current_mode != "search":
            await self.switch_mode("search")
            if isinstance(self.screen, SearchScreen):
                self.screen.results.focus()

    async def _open_once(self, kind: type[Screen[None]]) -> None:
        """Opens a screen unless it is in front already."""
        if not isinstance(self.screen, kind):
            await self.push_screen(kind())

    def open_movie(self, movie_id: int) -> None:
        self.push_screen(MovieScreen(movie_id))

    def open_user(self, user_id: int) -> None:
        self.push_screen(UserScreen(user_id))

    async def action_map(self) -> None:
        from movierec_tui.tui.screens.film_map import MapScreen

        await self._open_once(MapScreen)

    def action_taste(self) -> None:
        """Shows the taste of the user on the screen, else of whoever rates."""
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
        from movierec_tui.tui.screens.taste import TasteScreen

        if not isinstance(self.screen, TasteScreen):
            self.push_screen(TasteScreen(user_id))

    async def action_profiles(self) -> None:
        from movierec_tui.tui.screens.profiles import ProfilesScreen

        await self._open_once(ProfilesScreen)

    def action_quick_rate(self) -> None:
        """Asks about one film after the other, and before that for a name if nobody rates yet."""
        from movierec_tui.tui.screens.quick_rate import QuickRateScreen

        self.ratings.with_profile(lambda: self.call_later(self._open_once, QuickRateScreen))

    def action_like(self) -> None:
        """Chooses films, first the one on the screen, and shows those that are like all of them."""
        from movierec_tui.tui.screens.choosing_films import ChoosingFilmsDialog, films_like

        def chosen(films: tuple[MovieSummary, ...] | None) -> None:
            if films:
                self.push_screen(films_like(films))

        film = self.screen.you.film if isinstance(self.screen, MovieScreen) else None
        note = "Enter in the empty box shows films like all of them."
        self.push_screen(
            ChoosingFilmsDialog("Films like several", note, MOST_LIKED, () if film is None else (film,)), chosen
        )

    def rate_first_films(self) -> None:
        """Lets a new person rate films, if there are any; their list waits beneath."""
        from movierec_tui.tui.screens.quick_rate import QuickRateScreen

        has_films = self.status is not None and self.status.data_set is not None
        if has_films and not any(isinstance(screen, QuickRateScreen) for screen in self.screen_stack):
            self.switch_mode("for_you")
            self.action_quick_rate()

    def action_databases(self) -> None:
        from movierec_tui.tui.screens.data_set import DatabasesScreen

        def chosen(path: Path | None) -> None:
            if path is not None:
                self.open_database(path)

        if not isinstance(self.screen, DatabasesScreen):
            self.push_screen(DatabasesScreen(), chosen)

    def open_database(self, path: Path) -> None:
        """Closes this database and opens another one; every screen starts afresh."""
        if path == self.library.database or self.jobs.refuse_while_running():
            return

        async def opening() -> None:
            await self.library.switch(path)
            self.jobs.forget()
            self.show_person(None, {})
            self.database_version = None
            # All other screens showed films and people of the other database.
            self.switch_mode("data")
            self._close_screens()
            for mode, screen in self.MODES.items():
                if mode != "data":
                    await self.remove_mode(mode)
                    self.add_mode(mode, screen)
            await self._read_status()
            if self.status is not None and self.status.run is not None:
                self.switch_mode("search" if self.profile is None else "for_you")

        self.start(opening, "open database")

    def open_page(self, address: str) -> None:
        """Opens a web page in a browser with a window of its own; if there is none, it copies the address."""
        import webbrowser

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
        return binding.key_display or written(binding.key)

    def key_of(self, action_id: str) -> str:
        """An action's key, for sentences."""
        return self.key_map.every_key(ACTION_OF_ID[action_id])[0]

    async def action_command_palette(self) -> None:  # type: ignore[override]  # Textual does not wait for its own
        from movierec_tui.tui.screens.palette import Palette

        if not isinstance(self.screen, Palette):
            await self.push_screen(Palette(self.screen))

    async def action_help(self) -> None:
        active = self.screen.active_bindings.values()
        found = {ACTION_OF_ID.get(binding.binding.id or "") for binding in active}
        contexts = {action.context for action in found if action is not None} | {Context.LIST}
        if isinstance(self.screen, BaseScreen):
            contexts.add(self.screen.CONTEXT)
        shown = [context for context in Context if context in contexts]
        await self.push_screen(HelpScreen(shown, self.key_map))

    def action_jump(self) -> None:
        """Puts a letter on each part of the screen; the same key again removes them."""
        from movierec_tui.tui.screens.jump import JumpScreen, places_of
        from movierec_tui.tui.screens.palette import Palette

        screen = self.screen
        if isinstance(screen, JumpScreen):
            screen.dismiss()
            return
        places = [] if isinstance(screen, Palette) else places_of(screen)
        if places:
            self.push_screen(JumpScreen(places), lambda place: None if place is None else place.go())
        elif isinstance(screen, BaseScreen):
            self.say("This screen has only one part; its keys are in the last line.")

    def action_undo(self) -> None:
        self.ratings.undo()

    def action_other_run(self) -> None:
        self.jobs.use_other_run()

    # The end

    def action_interrupt(self) -> None:
        """Says how to quit; the second time in a row, quits. Where text is selected, the key copies it."""
        box = self.focused
        if (isinstance(box, Input) and box.selected_text) or self.screen.get_selected_text():
            raise SkipAction
        if self._asked_to_quit:
            self.action_leave()
            return
        self._asked_to_quit = True
        self.set_timer(self.NOTIFICATION_TIMEOUT, self._stay)
        self.say(f"Press {self.key_of('app.interrupt')} again to quit, or {self.key_of('app.quit')} at any time.")

    def _stay(self) -> None:
        self._asked_to_quit = False

    def action_leave(self) -> None:
        if self.job is None or not self.jobs.running:
            self.exit()
            return
        self.ask(
            f"{self.job.title} is {self.job.fraction:.0%} done. If you quit, it is cancelled.",
            "Quit",
            "Stay",
            self.exit,
        )

    def _end_on_signals(self) -> None:
        """SIGTERM and SIGHUP end the app as `q` does. Ending it ends a job's child process, too."""
        loop = asyncio.get_running_loop()
        for name in ("SIGTERM", "SIGHUP"):
            if hasattr(signal, name):
                with suppress(NotImplementedError, RuntimeError, ValueError):  # Windows; not the main thread
                    loop.add_signal_handler(getattr(signal, name), self.exit)


def _theme_for_terminal() -> str:
    """Ours, or the terminal's own colours if it has only sixteen."""
    return "ansi-dark" if Console(file=sys.__stdout__).color_system == "standard" else DARK.name


def _films_of(status: LibraryStatus | None) -> str | None:
    """Identifies the data set whose films can be rated now."""
    return None if status is None or status.data_set is None else status.data_set.fingerprint
