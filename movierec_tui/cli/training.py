"""Commands about models: train, evaluate, runs, runs activate, runs delete."""
# ruff: noqa: PLC0415  (a command imports what it uses when it runs)

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

import typer

from db.errors import StoreError
from db.rows import DataSetRow, RunRow
from engine.events import FailedEvent, to_line
from engine.options import Ordering, TrainOptions
from movierec_tui.cli import json_types
from movierec_tui.cli.objects import run_object
from movierec_tui.cli.options import (
    Call,
    Database,
    HelpedGroup,
    Json,
    Plain,
    Quiet,
    TrainingOptions,
    Yes,
    call_of,
    command,
    examples,
)
from movierec_tui.cli.output import (
    figures,
    notice,
    print_json,
    print_pairs,
    print_table,
    reply,
    run_with_progress,
    say,
    words,
)
from movierec_tui.cli.pager import paged
from movierec_tui.cli.streams import confirm, named_folder
from movierec_tui.jobs.children import JobFailed, evaluate_command, run_blocking, train_command
from movierec_tui.jobs.state import finished_run
from movierec_tui.wording.run_comparison import metric_words
from movierec_tui.wording.text import duration

RunId = Annotated[int, typer.Argument(metavar="RUN", help="A run's id, as `movierec-tui runs` lists it.")]
EventsFolder = Annotated[
    Path | None,
    typer.Option(
        "--tensorboard",
        metavar="FOLDER",
        file_okay=False,
        callback=named_folder,
        help="Also write event files for TensorBoard.",
    ),
]
RatingsFile = Annotated[
    Path,
    typer.Option(
        metavar="FILE",
        exists=True,
        dir_okay=False,
        help="Lines of user,movie,rating[,timestamp], separated by tab, comma or ::",
    ),
]

commands = typer.Typer(rich_help_panel="Data and models")
runs = typer.Typer(cls=HelpedGroup)
commands.add_typer(runs, name="runs", rich_help_panel=commands.rich_help_panel)


@command(commands, "train", "train --seed 1 --epochs 5 --json")
def train(call: Call, *, options: TrainingOptions, tensorboard: EventsFolder = None) -> None:
    """Train a model, and recommend from it unless the one in use is better.

    Of two runs on one data set, the one with the higher nDCG@10 is better, then the one with the lower RMSE; `runs
    activate` takes the other one. With --json, one JSON object a line: start, progress, and at the end done or failed.
    """
    if call.as_json:
        with _failure_as_event():
            _ready_to_train(call, options)
            run_blocking(train_command(call.database, options, tensorboard), lambda event: typer.echo(to_line(event)))
        return
    before = _ready_to_train(call, options)
    training = train_command(call.database, options, tensorboard)
    result = run_with_progress(training)
    say(finished_run(result, before))
    say(f"Run {result['run_id']}: {metric_words(result['metrics'])}.")
    speed = f"{result['samples_per_second']:,.0f} ratings a second"
    say(f"It took {duration(result['train_seconds'])}, {speed}.")
    if not result["activated"]:
        say(f"`movierec-tui runs activate {result['run_id']}` uses the new run all the same.")


def _ready_to_train(call: Call, options: TrainOptions) -> RunRow | None:
    """The run in use before a training; raises a `StoreError` where there is nothing to learn from."""
    with call.library() as library:
        data_set, before = library.require_data_set(), library.status().run
    warn_of_memory(data_set, options)
    return before


@contextmanager
def _failure_as_event() -> Iterator[None]:
    """Prints what goes wrong as the last event, so that the lines always end with one that says how it went."""
    try:
        yield
    except (JobFailed, StoreError) as failure:
        typer.echo(to_line(FailedEvent(str(failure), isinstance(failure, JobFailed) and failure.cancelled)))
        raise
    except KeyboardInterrupt:
        typer.echo(to_line(FailedEvent("Cancelled; nothing is half-done.", cancelled=True)))
        raise


@command(commands, "evaluate --train u1.base --test u1.test --seed 0")
def evaluate(
    call: Call,
    *,
    train: RatingsFile,
    test: RatingsFile,
    order: Annotated[
        Ordering, typer.Option(help="Lists as `recommend` shows them, or by the model's preference alone.")
    ] = Ordering.SHOWN,
    options: TrainingOptions,
) -> None:
    """Train on one file of ratings and measure on another.

    What is known of films and users comes from the database; its ratings and training runs are left alone.
    """
    metrics = run_with_progress(evaluate_command(call.database, train, test, options, order))["metrics"]
    if call.as_json:
        print_json(metrics)
    else:
        print_pairs((name, f"{value:.4g}") for name, value in metrics.items())


@runs.callback(invoke_without_command=True, epilog=examples("runs", "runs activate 3", "runs delete 2"))
def show_runs(
    ctx: typer.Context, *, db: Database = None, as_json: Json = False, plain: Plain = False, quiet: Quiet = False
) -> None:
    """List the training runs, or activate or delete one."""
    call = call_of(ctx, db, as_json, plain, quiet)
    if ctx.invoked_subcommand is None:
        with paged(), call.explained():
            list_runs(call)


@command(runs, "runs list", name="list")
def list_runs(call: Call) -> None:
    """List the training runs, newest first."""
    with call.library() as library:
        found = library.runs()
    if call.as_json:
        print_json([run_object(run) for run in found])
    elif found:
        columns = (*figures("run"), *words("", "status", "model", "made (UTC)"))
        metrics = figures("seed", "RMSE", "nDCG@10", "recall@20")
        print_table((*columns, *metrics, *words("note")), map(_run_cells, found))
    else:
        notice("No training run yet; `movierec-tui train` makes one.")


@command(runs, "runs activate 3")
def activate(call: Call, run_id: RunId) -> None:
    """Recommend from this run from now on."""
    with call.library() as library:
        run = library.activate_run(run_id)
    reply(call.as_json, run_object(run), f"Run {run_id} is now in use: {metric_words(run.metrics)}.")


@command(runs, "runs delete 2", "runs delete 2 --yes")
def delete(call: Call, run_id: RunId, *, yes: Yes = False) -> None:
    """Delete a run and its vectors; asks first. The active one stays."""
    with call.library() as library:
        if any(run.run_id == run_id and not run.active for run in library.runs()):
            confirm(f"Delete run {run_id} and its vectors?", yes=yes)
        run = library.delete_run(run_id)
    deleted: json_types.DeletedRun = {**run_object(run), "deleted": True}
    reply(call.as_json, deleted, f"Run {run_id} is deleted.")


def warn_of_memory(data_set: DataSetRow, options: TrainOptions) -> None:
    """Says on standard error where a training needs more memory than is free."""
    from movierec_tui.jobs.estimates import cost_of, memory_warning

    if warning := memory_warning(cost_of(data_set, options)):
        notice(warning)


def _run_cells(run: RunRow) -> tuple[str, ...]:
    measured = (run.metrics.get(key) for key in ("rmse", "ndcg@10", "recall@20"))
    return (
        str(run.run_id),
        "active" if run.active else "",
        run.status,
        run.model,
        run.created.replace("T", " ")[:16],
        str(run.seed),
        *("" if value is None else f"{value:.3f}" for value in measured),
        run.message or "",
    )
