"""The app itself: what all screens share, how one goes between them, and the job that may run meanwhile."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar, Self, TypeVar

from textual import work
from textual.binding import Binding, BindingType
from textual.events import DescendantFocus, Event, InputEvent, MouseMove
from textual.filter import ANSIToTruecolor, LineFilter
from textual.screen import Screen
from textual.widget import Widget
from textual.widgets import Input
from textual.worker import WorkerError

from db.errors import StoreError
from engine.errors import EngineError
from movierec_tui.config import Choices, keep_choices, keys_path, motion_is_unwanted, read_choices
from movierec_tui.tui import kinds
from movierec_tui.tui.job_app import JobApp
from movierec_tui.tui.keys.actions import Context, bindings_for, find_action
from movierec_tui.tui.keys.key_map import KeyMap, read_key_map, written
from movierec_tui.tui.parsed_styles import ParsedStyles
from movierec_tui.tui.screens.base import BaseScreen
from movierec_tui.tui.screens.search import SearchScreen
from movierec_tui.tui.spare_screens import SpareScreens
from movierec_tui.tui.theme import DARK, LIGHT, THEMES, legible_variables
from movierec_tui.tui.widgets.film_table import FilmTable
from movierec_tui.tui.widgets.plain_lines import PlainLines
from movierec_tui.tui.widgets.table import RowTable
from movierec_tui.tui.widgets.user_table import UserTable

if TYPE_CHECKING:
    from textual.dom import DOMNode
    from textual.theme import Theme

    from db.personal.profiles import Profile
    from movierec_tui.library import Library, LibraryStatus
    from movierec_tui.tui.garbage import PauseCollector
    from movierec_tui.tui.profile_app import Opinions

R = TypeVar("R", bound=BaseScreen)

SWITCH_SECONDS = 0.01
_MAKING_SECONDS = 1.0
"""More than making any screen takes."""


class MovieRecApp(JobApp):
    """Search films, rate them, read recommendations and why, train models.

    Attributes:
        key_map: which keys the person changed.
        choices: how the person wants the app to look.
    """

    TITLE = "movierec"
    CSS_PATH = "app.tcss"
    DEFAULT_MODE = "search"
    ENABLE_COMMAND_PALETTE = False
    BINDINGS: ClassVar[list[BindingType]] = bindings_for(Context.EVERYWHERE)

    _variables_of: Theme | None = None

    def __init__(
        self, database: Path, *, in_words: bool = False, collector: PauseCollector | None = None
    ) -> None:
        super().__init__(database)
        self._collector = collector
        self._spares = SpareScreens(self)
        self._opened_last: type[BaseScreen] | None = None
        self._unseen = set(kinds.MAIN)
        for mode in kinds.MAIN:
            self.add_mode(mode, partial(self._main_screen, mode))
        self._still = False
        self._plain_lines = PlainLines(enabled=False)
        self.key_map: KeyMap = read_key_map(keys_path())
        self.set_keymap(dict(self.key_map.changed))
        for theme in THEMES:
            self.register_theme(theme)
        self.choices = read_choices()
        if in_words:
            self.choices = replace(self.choices, in_words=True)
        self.theme = self.choices.theme if self.choices.theme in self.available_themes else DARK.name
        self.stylesheet = ParsedStyles(self.get_css_variables())

    def get_css_variables(self) -> dict[str, str]:
        """A theme's colours with those of our widgets, all legible, for whichever theme is on."""
        theme = self.current_theme
        # Textual asks several times for each theme, and while a screen opens.
        if theme is not self._variables_of:
            self.theme_variables = super().get_css_variables() | legible_variables(theme)
            self._variables_of = theme
        return self.theme_variables

    def on_mount(self) -> None:
        """A database that is not there yet needs a data set first."""
        if not self.database.exists():
            self.switch_mode("data")
        self.call_after_refresh(self.refresh_status)
        self._apply_choices()
        for sentence in self.key_map.troubles:
            self.say(sentence, severity="warning")

    def choose(self, choices: Choices) -> None:
        """Looks like this from now on, and at the next start."""
        self.choices = choices
        keep_choices(choices)
        self._apply_choices()

    def _apply_choices(self) -> None:
        if self.choices.theme is not None and self.choices.theme in self.available_themes:
            self.theme = self.choices.theme
        still = self.choices.still or motion_is_unwanted()
        if still != self._still:
            self._still = still
            self.animation_level = "none" if still else "full"
            self._blink(self.focused)
        if self._plain_lines.enabled != self.choices.in_words:
            self._plain_lines.enabled = self.choices.in_words
            self.refresh_css(animate=False)

    def get_line_filters(self) -> Sequence[LineFilter]:
        """What is done to every line before it is shown."""
        plain = [self._plain_lines] if self._plain_lines.enabled else []
        # All our colours are true ones. To see that of each piece of each line took a tenth of the drawing.
        wanted = [each for each in super().get_line_filters() if not isinstance(each, ANSIToTruecolor)]
        return [*plain, *wanted]

    def on_descendant_focus(self, event: DescendantFocus) -> None:
        """A box that gets the focus has a cursor that blinks only where motion is wanted."""
        self._blink(event.widget)
        if isinstance(event.widget, RowTable):
            self.read_ahead(event.widget)

    def _blink(self, widget: Widget | None) -> None:
        if isinstance(widget, Input):
            widget.cursor_blink = not self._still

    def action_command_palette(self) -> None:
        """Every action and every film, by its name."""
        from movierec_tui.tui.palette import commands_on  # noqa: PLC0415

        if not isinstance(self.screen, kinds.palette()):
            palette = self._spares.kept(kinds.palette())
            palette.offer(commands_on(self, self.screen))
            self.push_screen(palette)

    def action_looks(self) -> None:
        """Themes, motion and stars in words."""
        from movierec_tui.tui.screens.appearance import AppearanceScreen  # noqa: PLC0415

        if not isinstance(self.screen, AppearanceScreen):
            self.push_screen(AppearanceScreen())

    # What there is

    def refresh_status(self) -> None:
        """Looks which data set and which active run there are; screens follow `standing`."""
        self._look_around()

    @work(group="status", exclusive=True, exit_on_error=False)
    async def _look_around(self) -> None:
        first_look = self.status is None
        try:
            # In line with the changes, so that what was just said is never overwritten by what was read before.
            status, profile, opinions = await self.change(_found)
        except (StoreError, EngineError) as error:
            self.say(str(error), severity="error")
            return
        if not first_look and _films_of(status) != _films_of(self.status):
            self.forget_changes()
        self.status = status
        self.show_profile(profile, opinions)
        self._warm_up()
        if first_look and (status.data_set is None or status.run is None):
            self.switch_mode("data")

    @work(group="warm up", exclusive=True, exit_on_error=False)
    async def _warm_up(self) -> None:
        with suppress(StoreError, EngineError):  # whoever asks the model next shows the sentence
            await self.read(lambda library: library.warm_up())
        await asyncio.to_thread(_load_next_screens)
        if self._collector is not None:
            self._collector.all_loaded()

    async def on_event(self, event: Event) -> None:
        """Goes on with every event; in the pause after a key garbage is looked for and rows are read ahead."""
        if isinstance(event, InputEvent):
            if self._collector is not None:
                self._collector.key_pressed(self)
            if not isinstance(event, MouseMove):
                self.ahead.put_off()
        await super().on_event(event)

    async def _shutdown(self) -> None:
        # A key that ends the app waits until a screen is made. Who ends it otherwise would break that off, which fails.
        self.ahead.stop()
        if self._spares.making:
            with suppress(TimeoutError):
                await asyncio.wait_for(self._spares.all_made(), _MAKING_SECONDS)
        await super()._shutdown()

    @property
    def passing(self) -> bool:
        """Whether a screen is open that will be closed again."""
        return len(self.screen_stack) > 1

    def let_go(self) -> None:
        """Forgets who watched the app and was closed; Textual does so only when what they watched changes."""
        watchers: dict[str, list[tuple[DOMNode, Any]]] = getattr(self, "__watchers", {})
        for watching in watchers.values():
            watching[:] = [(node, tell) for node, tell in watching if node.is_running]

    def _load_screen_css(self, screen: Screen[Any]) -> None:
        # For a sheet that it reads itself, Textual works out all styles of the screen in front anew.
        unread = [path for path in screen.css_path if not self.stylesheet.has_source(str(path), "")]
        if unread:
            self.stylesheet.read_all(unread)
            self.stylesheet.reparse()
        super()._load_screen_css(screen)

    # Going places

    def refresh(self, *, repaint: bool = True, layout: bool = False, recompose: bool = False) -> Self:
        """Draws the screen anew, but not because another one was taken off it.

        Textual asks for that with `layout` each time that a screen has gone. The one beneath lays itself out and is
        drawn when it comes to the front, and so it is when the terminal has another size.
        """
        if layout and not recompose:
            return self
        return super().refresh(repaint=repaint, layout=layout, recompose=recompose)

    def delay_update(self, delay: float = SWITCH_SECONDS) -> None:
        """Hides how one screen becomes another. Textual's delay is longer than most screens of ours take."""
        super().delay_update(delay)

    def action_go(self, mode: str) -> None:
        """Shows one of the main screens, as it was left."""
        self.switch_mode(mode)

    def action_focus_search(self) -> None:
        """The search box, from anywhere."""
        self.switch_mode("search")
        while len(self.screen_stack) > 1:
            self.pop_screen()
        screen = self.screen
        if isinstance(screen, SearchScreen):
            screen.focus_query()

    async def action_back(self) -> None:
        """One step back: within the screen, else out of it, else home."""
        screen = self.screen
        if isinstance(screen, BaseScreen) and screen.step_back():
            return
        if len(self.screen_stack) > 1:
            self.pop_screen()
        elif self.current_mode != "search":
            self.switch_mode("search")

    def get_key_display(self, binding: Binding) -> str:
        """A key as the footer writes it."""
        return binding.key_display or written(binding.key)

    def key_of(self, action_id: str) -> str:
        """An action's key as sentences name it."""
        action = find_action(action_id)
        assert action is not None  # noqa: S101  (the app only names actions that it has)
        return self.key_map.every_key(action)[0]

    def on_row_table_highlighted(self, event: RowTable.Highlighted) -> None:
        """Whoever rests on a film or a user may open it; the results of a search with Enter from its box, too."""
        table = event.table
        if table.is_attached and (table.has_focus or isinstance(table.screen.focused, Input)):
            self.read_ahead(table)

    def read_ahead(self, table: RowTable[Any]) -> None:
        """Reads what the row under the table's cursor would open, once the cursor has rested on it."""
        if self.status is None or not self.screen_stack:
            # Nothing is known yet, or the app is being left.
            return
        if not table.is_attached or table.screen is not self.screen:
            return
        from movierec_tui.tui.questions import about_movie, about_user  # noqa: PLC0415  (loads the library)

        row = table.current
        if row is None:
            self.ahead.expect(())
        elif isinstance(table, FilmTable):
            rater = None if self.profile is None else self.profile.user_id
            questions = about_movie(table.movie_of(row).movie_id, rater)
            self.ahead.expect(questions, partial(self._make_room, kinds.film))
        elif isinstance(table, UserTable):
            questions = about_user(table.user_of(row).user_id)
            self.ahead.expect(questions, partial(self._make_room, kinds.user))

    def open_movie(self, movie_id: int) -> None:
        """Shows a film on top of what is there."""
        self._open(kinds.film()).tell_subject(movie_id)

    def open_user(self, user_id: int) -> None:
        """Shows a user on top of what is there."""
        self._open(kinds.user()).tell_subject(user_id)

    async def _make_room(self, kind: Callable[[], type[Screen[None]]], elsewhere: bool) -> bool:
        """Makes a screen of this kind, or else of the one that was opened last, as one may go there again.

        Args:
            kind: what the row under the cursor would open.
            elsewhere: whether it may also be any other one that a key goes to.

        Returns:
            Whether there was one to be made.
        """
        unseen = [load for mode, load in kinds.MAIN.items() if mode in self._unseen]
        others = (kinds.palette, kinds.help_page, *unseen, kinds.film_map, kinds.quick_rate, kinds.taste)
        for load in (kind, *others) if elsewhere else (kind,):
            loaded = await asyncio.to_thread(load)
            if self.is_running and self._spares.prepare(loaded):
                return True
        again = self._opened_last
        return again is not None and self.is_running and self._spares.prepare(again)

    def _main_screen(self, mode: str) -> BaseScreen:
        self._unseen.discard(mode)
        screen = self._spares.take(kinds.MAIN[mode]())
        if not screen.is_running:
            # Styles are worked out when its parts are made. Textual would work out those of the screen before it, too.
            screen._css_update_count = self._css_update_count
        return screen

    def _open(self, kind: type[R]) -> R:
        """Shows a screen on top of what is there."""
        self.ahead.stop()
        self._opened_last = kind
        screen = self._spares.take(kind)
        self.push_screen(screen)
        return screen

    def open_page(self, address: str) -> None:
        """Opens a web page in a browser with a window of its own; where there is none, the address is copied."""
        import webbrowser  # noqa: PLC0415

        if self.is_web:
            self.open_url(address)
            return
        try:
            browser: object = webbrowser.get()
        except webbrowser.Error:
            browser = None
        # A browser that draws in this terminal would draw over the app.
        in_terminal = isinstance(browser, webbrowser.GenericBrowser) and not isinstance(
            browser, webbrowser.BackgroundBrowser
        )
        if browser is None or in_terminal:
            self.copy_to_clipboard(address)
            self.say(f"There is no browser here; the address is copied: {address}")
        else:
            self.open_url(address)

    def action_map(self) -> None:
        """The map of films, on top of what is there."""
        if not isinstance(self.screen, kinds.film_map()):
            self._open(kinds.film_map())

    def action_taste(self) -> None:
        """The taste of the user one looks at, else of whoever rates."""
        if isinstance(self.screen, kinds.user()):
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
        if not isinstance(self.screen, kinds.taste()):
            self._open(kinds.taste()).tell_subject(user_id)

    def open_profiles(self) -> None:
        """Shows who can rate here: to choose, add, rename and delete."""
        from movierec_tui.tui.screens.profiles import ProfilesScreen  # noqa: PLC0415

        if not isinstance(self.screen, ProfilesScreen):
            self.push_screen(ProfilesScreen())

    def action_profiles(self) -> None:
        """Who can rate here."""
        self.open_profiles()

    def action_quick_rate(self) -> None:
        """Asks about one film after the other; first who rates, where nobody is chosen."""
        if not isinstance(self.screen, kinds.quick_rate()):
            self.with_profile(lambda: self._open(kinds.quick_rate()))

    def rate_first_films(self) -> None:
        """Goes on with rating for somebody who is new, where there are films to rate; their list is beneath."""
        if self.status is None or self.status.data_set is None or isinstance(self.screen, kinds.quick_rate()):
            return
        self.switch_mode("for_you")
        self.action_quick_rate()

    def action_libraries(self) -> None:
        """The data sets that lie beside this one."""
        from movierec_tui.tui.screens.databases import DatabasesScreen  # noqa: PLC0415

        def chosen(path: Path | None) -> None:
            if path is not None:
                self.open_database(path)

        if not isinstance(self.screen, DatabasesScreen):
            self.push_screen(DatabasesScreen(), chosen)

    def open_database(self, path: Path) -> None:
        """Shows another database in place of this one; every screen begins anew."""
        if path == self.database:
            return
        if self.job is not None and self.job.running:
            self.say(f"{self.job.title} still runs; wait for it or cancel it.", severity="warning")
            return
        self._open_database(path)

    @work(group="open database", exclusive=True, exit_on_error=False)
    async def _open_database(self, path: Path) -> None:
        try:
            await self.change_library(path)
        except StoreError as error:
            self.say(str(error), severity="error")
            return
        self.forget_changes()
        self.forget_job()
        # The screen of data sets follows what there is; all others showed films and people of the other database.
        self.switch_mode("data")
        while len(self.screen_stack) > 1:
            self.pop_screen()
        for mode, load in kinds.MAIN.items():
            if mode != "data":
                self._spares.drop(load())
                await self.remove_mode(mode)
                self.add_mode(mode, partial(self._main_screen, mode))
                self._unseen.add(mode)
        with suppress(WorkerError):  # a newer look goes on in its place
            await self._look_around().wait()
        if self.status is not None and self.status.run is not None:
            self.switch_mode("search")

    def action_undo(self) -> None:
        """Takes the last change of opinion back."""
        self.undo()

    def action_help(self) -> None:
        """The keys of this place."""
        active = self.screen.active_bindings.values()
        found = [find_action(binding.binding.id or "") for binding in active]
        contexts = {action.context for action in found if action is not None} | {Context.LIST}
        if isinstance(self.screen, BaseScreen):
            contexts.add(self.screen.CONTEXT)
        screen = self._spares.kept(kinds.help_page())
        screen.tell([context for context in Context if context in contexts], self.key_map)
        self.push_screen(screen)

    def action_jump(self) -> None:
        """A letter on each part of the screen; the same key again takes them away."""
        from movierec_tui.tui.screens.jump import JumpScreen, places_of  # noqa: PLC0415

        screen = self.screen
        if isinstance(screen, JumpScreen):
            screen.action_stay()
            return
        places = [] if isinstance(screen, kinds.palette()) else places_of(screen)
        if places:
            self.push_screen(JumpScreen(places), lambda place: None if place is None else place.go())
        elif isinstance(screen, BaseScreen):
            self.say("This screen has one part only; its keys stand in the last line.")

    def action_light_or_dark(self) -> None:
        """The other one of our two themes."""
        self.choose(replace(self.choices, theme=LIGHT.name if self.current_theme.dark else DARK.name))

    def action_leave(self) -> None:
        """Ends the app, after a question where a job would be cancelled."""
        if self.job is None or not self.job.running:
            self.exit()
            return
        self.ask(
            f"{self.job.title} is at {self.job.fraction:.0%}. Quitting cancels it; nothing half-done stays.",
            "Quit",
            "Stay",
            self._leave_after_cancelling,
        )

    def ask(
        self,
        question: str,
        yes: str,
        no: str,
        then: Callable[[], None],
        beside: tuple[str, Callable[[], None]] | None = None,
    ) -> None:
        """Asks for a yes before `then` is done; one question at a time.

        Args:
            question: plain text.
            yes: the word for yes.
            no: the word for no.
            then: what is done after a yes.
            beside: the word for keeping both, and what is done then.
        """
        from movierec_tui.tui.screens.question import Answer, Question  # noqa: PLC0415

        if isinstance(self.screen, Question):
            return

        def answered(answer: Answer | None) -> None:
            if answer is Answer.YES:
                then()
            elif answer is Answer.BESIDE and beside is not None:
                beside[1]()

        self.push_screen(Question(question, yes, no, "" if beside is None else beside[0]), answered)

    def _leave_after_cancelling(self) -> None:
        self._cancel_and_exit()

    @work(group="leave", exclusive=True, exit_on_error=False)
    async def _cancel_and_exit(self) -> None:
        worker = self._job_worker
        self.cancel_job()
        if worker is not None:
            with suppress(WorkerError):
                await worker.wait()
        self.exit()


def _load_next_screens() -> None:
    """Loads what most people open first: that would take as long as drawing it."""
    kinds.film()
    kinds.user()


def _found(library: Library) -> tuple[LibraryStatus, Profile | None, Opinions]:
    profile = library.profiles.active()
    opinions = {} if profile is None else library.profiles.opinions(profile.user_id)
    return library.status(), profile, opinions


def _films_of(status: LibraryStatus | None) -> str | None:
    """Names the data set whose films can be rated now."""
    return None if status is None or status.data_set is None else status.data_set.fingerprint
