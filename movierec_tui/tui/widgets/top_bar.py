"""The line at the top: where one can go, who rates, what is loaded, and how far a training is."""

from __future__ import annotations

from contextlib import suppress

from rich.cells import cell_len
from textual.content import Content
from textual.style import Style
from textual.widget import Widget

from movierec_tui.tui.keys.actions import ACTION_OF_ID
from movierec_tui.tui.services import services, watch_app
from movierec_tui.tui.widgets.cells import bar_text, cut_end
from movierec_tui.wording.text import duration, safe_text

BRAND = "movierec"
MODES = ("search", "for_you", "users", "training", "data")
"""The screens that a digit goes to, in the order of their digits."""

BACK = "‹"
"""Stands at the left where there is a screen to go back to."""

_PROGRESS_CELLS = 8
_NAME_CELLS = 16
_WITH_BRAND = 100
_WITH_LABELS = 72
"""Narrower than this, only the current screen has a name beside its digit."""


class TopBar(Widget):
    """Names of the main screens with their digits, the current one marked; at the right who rates and the data."""

    DEFAULT_CSS = """
    TopBar {
        dock: top;
        height: 1;
        background: $surface;
        color: $foreground;
    }
    """

    def on_mount(self) -> None:
        self.auto_links = False
        for name in ("status", "profile", "job"):
            watch_app(self, name, self._changed, init=False)

    def _changed(self) -> None:
        self.refresh()

    def render(self) -> Content:
        width = self.size.width
        mode, is_main = self._place()
        parts = [Content(" ") if is_main else _clickable(BACK, "bold $accent", "back")]
        if width >= _WITH_BRAND:
            parts.append(Content.styled(f"{BRAND}  ", "bold $accent"))
        parts += [self._tab(tab, came_from=tab == mode, here=tab == mode and is_main) for tab in MODES]
        left = Content.assemble(*parts)
        person, status = self._right(width - left.cell_length - 2)
        gap = " " * max(1, width - left.cell_length - cell_len(person + status) - 1)
        style = "$accent" if services(self).jobs.running else "$ink-muted"
        return Content.assemble(left, gap, _clickable(person, "$foreground", "profiles"), (status, style))

    def _place(self) -> tuple[str, bool]:
        """The main screen that this bar's screen is or lies upon, and which of both."""
        for mode in MODES:
            with suppress(KeyError):  # nobody has been there yet
                stack = self.app.get_screen_stack(mode)
                if self.screen in stack:
                    return mode, self.screen is stack[0]
        return "", True

    def _tab(self, mode: str, *, came_from: bool, here: bool) -> Content:
        action = ACTION_OF_ID[f"go.{mode}"]
        label = f"{action.label} " if came_from or self.size.width >= _WITH_LABELS else ""
        key = f" {services(self).key_map.shown(action)} "
        if here:
            tab = Content.styled(key + label, "bold $row-cursor-text on $row-cursor")
        else:
            tab = Content.assemble((key, "$ink-muted"), (label, "$accent" if came_from else "$foreground"))
        return Content.assemble(tab.stylize(_press(f"go({mode!r})")), " ")

    def _right(self, room: int) -> tuple[str, str]:
        """Who rates, and what is loaded: the longest way to say both that fits; a running job is never left out."""
        statuses = self._statuses() if services(self).jobs.running else (*self._statuses(), "")
        ways = (
            (person, f"   {status}" if person and status else status)
            for person in (*self._people(), "")
            for status in statuses
        )
        return next((way for way in ways if any(way) and cell_len("".join(way)) <= room), ("", ""))

    def _people(self) -> tuple[str, ...]:
        profile = services(self).profile
        if profile is None:
            return ()
        name = cut_end(safe_text(profile.name), _NAME_CELLS)
        return f"{name} · {profile.ratings:,} rated", name

    def _statuses(self) -> tuple[str, ...]:
        """Data set and run, or how far the job is; the shorter ways to say it come later."""
        status, job = services(self).status, services(self).job
        if job is not None and job.running:
            eta = "" if job.eta_seconds is None else f" · {duration(job.eta_seconds)}"
            percent = f"{job.fraction:.0%}"
            bar = bar_text(job.fraction, _PROGRESS_CELLS)
            return f"{bar:─<{_PROGRESS_CELLS}} {percent}{eta}", f"{percent}{eta}", percent
        if status is None or status.data_set is None:
            return ("",)
        name = safe_text(status.data_set.name)
        if status.run is None:
            return f"{name} · no model", "no model"
        return f"{name} · run {status.run.run_id}", name


def _clickable(text: str, style: str, action: str) -> Content:
    return Content.styled(text, style).stylize(_press(action))


def _press(action: str) -> Style:
    return Style.from_meta({"@click": f"app.{action}"})
