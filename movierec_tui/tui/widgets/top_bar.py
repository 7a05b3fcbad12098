"""The line at the top: where one can go, who rates, what is loaded, and how far a training is."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.cells import cell_len
from textual import events
from textual.content import Content
from textual.reactive import reactive
from textual.widget import Widget

from movierec_tui.tui.keys.actions import find_action
from movierec_tui.tui.services import services
from movierec_tui.tui.widgets.cells import bar_text, cut_end
from movierec_tui.wording.text import duration, safe_text

if TYPE_CHECKING:
    from db.personal.profiles import Profile
    from movierec_tui.jobs.state import JobState
    from movierec_tui.library.answers import LibraryStatus

BRAND = "movierec"
MODES = ("search", "for_you", "users", "training", "data")
"""The screens that a digit goes to, in the order of their digits."""

PROFILES = "profiles"
BACK = "‹"
"""Stands at the left where there is a screen to go back to."""

_PROGRESS_CELLS = 8
_NAME_CELLS = 16
_WITH_BRAND = 100
_WITH_LABELS = 72
"""Narrower than this, only the current screen has a name beside its digit."""


class TopBar(Widget):
    """Names of the main screens with their digits, the current one marked; at the right who rates and what answers."""

    DEFAULT_CSS = """
    TopBar {
        dock: top;
        height: 1;
        background: $surface;
        color: $foreground;
    }
    """

    status: reactive[LibraryStatus | None] = reactive(None)
    profile: reactive[Profile | None] = reactive(None)
    job: reactive[JobState | None] = reactive(None)

    def __init__(self) -> None:
        super().__init__()
        self._places: list[tuple[range, str]] = []

    def on_mount(self) -> None:
        """Follows what the app knows."""
        self.watch(self.app, "status", self._follow_status)
        self.watch(self.app, "profile", self._follow_profile)
        self.watch(self.app, "job", self._follow_job)

    def _follow_status(self, status: LibraryStatus | None) -> None:
        self.status = status

    def _follow_profile(self, profile: Profile | None) -> None:
        self.profile = profile

    def _follow_job(self, job: JobState | None) -> None:
        self.job = job

    def render(self) -> Content:
        """The whole line."""
        width = self.size.width
        deep = self.app.screen_stack[0] is not self.screen
        parts: list[tuple[str, str]] = [(BACK, "bold $accent") if deep else (" ", "")]
        if width >= _WITH_BRAND:
            parts.append((f"{BRAND}  ", "bold $accent"))
        self._places = [(range(2), "back")] if deep else []
        for mode in MODES:
            parts += self._tab(mode, sum(cell_len(text) for text, _style in parts))
        left = Content.assemble(*parts)
        room = max(0, width - left.cell_length - 2)
        person, status = self._right(room)
        used = cell_len(person) + cell_len(status)
        if person:
            start = width - used - 1
            self._places.append((range(start, start + cell_len(person)), PROFILES))
        gap = " " * max(1, width - left.cell_length - used - 1)
        style = "$accent" if self._busy else "$ink-muted"
        return Content.assemble(left, gap, (person, "$foreground"), (status, style))

    def _tab(self, mode: str, start: int) -> list[tuple[str, str]]:
        action = find_action(f"go.{mode}")
        assert action is not None  # noqa: S101  (a test holds the registry to this)
        # The bar's screen may have been made while another place was shown.
        here = mode == self.app.current_mode
        label = f"{action.label} " if here or self.size.width >= _WITH_LABELS else ""
        key = services(self).key_map.shown(action)
        text = f" {key} {label}"
        self._places.append((range(start, start + len(text)), f"go('{mode}')"))
        if here:
            return [(text, "bold $row-cursor-text on $row-cursor"), (" ", "")]
        return [(f" {key} ", "$ink-muted"), (label, "$foreground"), (" ", "")]

    def _right(self, room: int) -> tuple[str, str]:
        """Who rates, and what answers: the longest way to say both that fits; a running job is never left out."""
        statuses = self._statuses() if self._busy else (*self._statuses(), "")
        ways = [
            (person, f"   {status}" if person and status else status)
            for person in (*self._people(), "")
            for status in statuses
        ]
        fitting = (way for way in ways if cell_len(way[0]) + cell_len(way[1]) <= room)
        shortest = cut_end(self._statuses()[-1], room) if not self.profile else ""
        return next((way for way in fitting if any(way)), ("", shortest))

    @property
    def _busy(self) -> bool:
        return self.job is not None and self.job.running

    def _people(self) -> tuple[str, ...]:
        if self.profile is None:
            return ()
        name = cut_end(safe_text(self.profile.name), _NAME_CELLS)
        return f"{name} · {self.profile.ratings:,} rated", name

    def _statuses(self) -> tuple[str, ...]:
        """What answers, or how far the job is; the shorter ways to say it come later."""
        if self.job is not None and self.job.running:
            bar = bar_text(self.job.fraction, _PROGRESS_CELLS)
            eta = "" if self.job.eta_seconds is None else f" · {duration(self.job.eta_seconds)}"
            percent = f"{self.job.fraction:.0%}"
            return f"{bar:─<{_PROGRESS_CELLS}} {percent}{eta}", f"{percent}{eta}", percent
        if self.status is None or self.status.data_set is None:
            return ("",)
        name = safe_text(self.status.data_set.name)
        if self.status.run is None:
            return f"{name} · no model", "no model"
        return f"{name} · run {self.status.run.run_id}", name

    async def on_click(self, event: events.Click) -> None:
        """Goes to the clicked screen, to the profiles, or back."""
        for place, action in self._places:
            if event.x in place:
                await self.run_action(f"app.{action}")
