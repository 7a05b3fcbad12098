"""Compares runs: their curves, their metrics in figures and words, and the options they were trained with."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import Static

from db.rows import RunRow
from movierec_tui.drawing.pictures import Kind, PictureRequest
from movierec_tui.jobs.estimates import run_seconds
from movierec_tui.library.answers import RunWithCurve
from movierec_tui.tui.keys.actions import Context, bindings_for
from movierec_tui.tui.screens.base import BaseScreen
from movierec_tui.tui.screens.picture_file import ask_for_picture
from movierec_tui.tui.widgets.cells import EMPTY, Cell, Ink, muted, plain
from movierec_tui.tui.widgets.list_columns import RUN_OPTIONS
from movierec_tui.tui.widgets.table import Column, RowTable
from movierec_tui.wording.run_comparison import METRICS, Metric, on_other_ratings, verdict
from movierec_tui.wording.text import duration, signed

_FIRST_CELLS, _OTHER_CELLS = 10, 21


@dataclass(frozen=True, slots=True)
class Compared:
    """One line of the table: a name, and what each run has there."""

    name: str
    cells: tuple[Cell, ...]


class FiguresTable(RowTable[Compared]):
    """A table to read; its rows open nothing."""

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:  # noqa: ARG002
        return action != "open"


class CompareScreen(BaseScreen):
    """Compares runs with the first of them.

    Args:
        run_ids: two to four.
    """

    CONTEXT = Context.COMPARE
    AUTO_FOCUS = "#compared"
    BINDINGS: ClassVar[list[BindingType]] = bindings_for(Context.COMPARE)

    def __init__(self, run_ids: Sequence[int]) -> None:
        super().__init__()
        self.run_ids = tuple(run_ids)

    def compose_body(self) -> ComposeResult:
        from movierec_tui.tui.widgets.curves import CurvePlot  # noqa: PLC0415  (imports plotext)

        with Vertical(id="compare-curves", classes="panel"):
            yield CurvePlot()
        with Vertical(id="compare-figures", classes="panel") as figures:
            figures.border_title = f"Compared with run {self.run_ids[0]}"
            yield FiguresTable(self._columns(()), key=lambda row: row.name, id="compared")
        yield Static(id="compare-note")

    def on_mount(self) -> None:
        trouble = self.query_one(FiguresTable).show_trouble
        self.load("curves", lambda library: library.pictures.curves(self.run_ids), self._show, trouble)

    def _show(self, curves: tuple[RunWithCurve, ...]) -> None:
        from movierec_tui.tui.widgets.curves import CurvePlot, run_legend, run_lines  # noqa: PLC0415

        self.query_one(CurvePlot).lines = run_lines(curves)
        self.query_one("#compare-curves").border_title = run_legend(curves)
        runs = [curve.run for curve in curves]
        table = self.query_one(FiguresTable)
        table.set_columns(self._columns(runs))
        table.show(compared(runs))
        self.query_one("#compare-note", Static).update(Content.styled(caution(runs), "$ink-muted"))

    def _columns(self, runs: Sequence[RunRow]) -> list[Column[Compared]]:
        first: Column[Compared] = Column("", lambda row: muted(row.name), width=12)
        return [first, *(self._column(number, run) for number, run in enumerate(runs))]

    @staticmethod
    def _column(number: int, run: RunRow) -> Column[Compared]:
        title = f"Run {run.run_id}" + (" ●" if run.active else "")
        width = _OTHER_CELLS if number else _FIRST_CELLS
        rank = max(0, number - 1)
        return Column(title, lambda row: row.cells[number], width=width, rank=rank)

    def action_save_picture(self) -> None:
        ask_for_picture(self, PictureRequest(Kind.CURVES, run_ids=self.run_ids))


def compared(runs: Sequence[RunRow]) -> list[Compared]:
    """The options that differ, then the metrics, each compared with the first run's, then what is the same."""
    options = {name: [option(run) for run in runs] for name, option in RUN_OPTIONS.items()}
    differing = [_texts(name, texts) for name, texts in options.items() if len(set(texts)) > 1]
    metrics = [
        Compared(metric.label, tuple(_figure(metric, run, runs[0]) for run in runs))
        for metric in METRICS
        if any(metric.name in run.metrics for run in runs)
    ]
    same = [_texts(name, texts) for name, texts in options.items() if len(set(texts)) == 1]
    return [*differing, *metrics, *same, _texts("Took", [_took(run) for run in runs])]


def _texts(name: str, texts: Sequence[str]) -> Compared:
    return Compared(name, tuple(plain(text) for text in texts))


def caution(runs: Sequence[RunRow]) -> str:
    """How far the metrics can be compared."""
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
    return EMPTY if seconds is None else duration(seconds)
