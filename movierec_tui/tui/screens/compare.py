"""Runs side by side: their curves, and what is better or worse in words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import Static

from movierec_tui.drawing.pictures import Kind, PictureRequest
from movierec_tui.jobs.estimates import run_seconds
from movierec_tui.tui.keys.actions import Context, bindings_for
from movierec_tui.tui.screens.base import BaseScreen
from movierec_tui.tui.screens.picture_file import ask_for_picture
from movierec_tui.tui.widgets.cells import EMPTY, Cell, Ink, muted, plain
from movierec_tui.tui.widgets.columns import Align, Column
from movierec_tui.tui.widgets.run_curves import LINES, RunCurves, curves_legend
from movierec_tui.tui.widgets.table import RowTable
from movierec_tui.wording.run_comparison import METRICS, Metric, on_other_ratings, verdict
from movierec_tui.wording.text import duration, safe_text, signed

if TYPE_CHECKING:
    from db.rows import RunRow
    from movierec_tui.library.answers import RunWithCurve

MOST = len(LINES)
"""As many runs have lines that can be told apart."""

_FIRST_CELLS, _OTHER_CELLS = 10, 21


@dataclass(frozen=True, slots=True)
class Compared:
    """One line of the table: a name, and what each run has there."""

    name: str
    cells: tuple[Cell, ...]


class FiguresTable(RowTable[Compared]):
    """A table to read; its rows open nothing."""

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:  # noqa: ARG002
        """Everything but opening a row."""
        return action != "open"


class CompareScreen(BaseScreen):
    """The first run is the measure of the others.

    Args:
        run_ids: two runs or more, at most `MOST`.
    """

    CONTEXT = Context.COMPARE
    AUTO_FOCUS = "#compared"
    BINDINGS: ClassVar[list[BindingType]] = bindings_for(Context.COMPARE)

    def __init__(self, run_ids: Sequence[int]) -> None:
        super().__init__()
        self.run_ids = tuple(run_ids)[:MOST]

    def compose_body(self) -> ComposeResult:
        """Curves above, figures below, what to make of them."""
        with Vertical(id="compare-curves", classes="panel"):
            yield RunCurves()
        with Vertical(id="compare-figures", classes="panel") as figures:
            figures.border_title = f"Beside run {self.run_ids[0]}"
            yield FiguresTable(self._columns(()), key=lambda row: row.name, id="compared")
        yield Static(id="compare-note")

    def on_mount(self) -> None:
        """Reads the runs."""
        table = self._table
        self.load(
            "curves", lambda library: library.pictures.curves(self.run_ids), self._draw, table.show_trouble
        )

    @property
    def _table(self) -> FiguresTable:
        return self.query_one(FiguresTable)

    def _draw(self, curves: tuple[RunWithCurve, ...]) -> None:
        self.query_one(RunCurves).curves = curves
        self.query_one("#compare-curves").border_title = curves_legend(curves)
        runs = [curve.run for curve in curves]
        self._table.set_columns(self._columns(runs))
        self._table.show(compared(runs))
        self.query_one("#compare-note", Static).update(Content.styled(caution(runs), "$ink-muted"))

    def _columns(self, runs: Sequence[RunRow]) -> list[Column[Compared]]:
        first: Column[Compared] = Column("", lambda row: muted(row.name), width=12)
        return [first, *(self._column(number, run) for number, run in enumerate(runs))]

    @staticmethod
    def _column(number: int, run: RunRow) -> Column[Compared]:
        title = f"Run {run.run_id}" + (" ●" if run.active else "")
        width = _FIRST_CELLS if number == 0 else _OTHER_CELLS
        return Column(
            title, lambda row: row.cells[number], width=width, align=Align.LEFT, rank=max(0, number - 1)
        )

    def action_save_picture(self) -> None:
        """Writes the curves as a picture."""
        ask_for_picture(
            self,
            PictureRequest(Kind.CURVES, run_ids=self.run_ids, dark=self.app.current_theme.dark),
        )


def compared(runs: Sequence[RunRow]) -> list[Compared]:
    """The figures of the runs, each beside the first one's, then what was chosen for them."""
    rows = [
        Compared(metric.label, tuple(_figure(metric, run, runs[0]) for run in runs))
        for metric in METRICS
        if any(metric.name in run.metrics for run in runs)
    ]
    facts = {
        "Model": [run.model for run in runs],
        "Seed": [str(run.seed) for run in runs],
        "Epochs": [str(run.config.get("epochs", "default")) for run in runs],
        "Took": [_took(run) for run in runs],
        "Device": [run.device for run in runs],
    }
    return rows + [Compared(name, tuple(plain(fact) for fact in said)) for name, said in facts.items()]


def caution(runs: Sequence[RunRow]) -> str:
    """How far the figures can be compared."""
    others = [run for run in runs[1:] if on_other_ratings(run, runs[0])]
    if not others:
        return "All were measured on the same held-out ratings."
    named = ", ".join(str(run.run_id) for run in others)
    word = "Run" if len(others) == 1 else "Runs"
    return f"{word} {named}: measured on other held-out ratings, so small differences mean little."


def _figure(metric: Metric, run: RunRow, first: RunRow) -> Cell:
    value, before = run.metrics.get(metric.name), first.metrics.get(metric.name)
    if value is None:
        return muted(EMPTY)
    shown = (f"{value:.3f}", Ink.PLAIN)
    if run is first or before is None:
        return (shown,)
    word = verdict(metric, before, value)
    ink = {"better": Ink.STRONG, "worse": Ink.PLAIN}.get(word, Ink.MUTED)
    difference = "" if word == "the same" else signed(round(value, 3) - round(before, 3), 3) + " "
    return (shown, (f"  {difference}{word}", ink))


def _took(run: RunRow) -> str:
    seconds = run_seconds(run)
    return EMPTY if seconds is None else safe_text(duration(seconds))
