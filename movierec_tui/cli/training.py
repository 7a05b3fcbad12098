"""Commands about models: train, runs, runs activate, runs delete."""
# ruff: noqa: PLC0415  (a command imports what it uses when it runs)

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from engine.events import Event, to_line
from engine.options import DEFAULT_MODEL, Device, Preset, TrainOptions
from movierec_tui.cli.objects import run_object
from movierec_tui.cli.options import (
    Database,
    DeviceChoice,
    Epochs,
    Invocation,
    Json,
    Model,
    PresetChoice,
    Seed,
    examples,
    invocation,
)
from movierec_tui.cli.output import figures, notice, print_json, print_table, say, words
from movierec_tui.cli.progress import shown_progress
from movierec_tui.jobs.children import run_blocking, train_command
from movierec_tui.wording.text import duration

if TYPE_CHECKING:
    from db.rows import DataSetRow, RunRow

RunId = Annotated[int, typer.Argument(metavar="ID", help="A run's id, as `movierec-tui runs` lists it.")]

EventsFolder = Annotated[
    Path | None,
    typer.Option(
        "--tensorboard",
        metavar="FOLDER",
        file_okay=False,
        help="Also write event files for TensorBoard.",
        show_default=False,
    ),
]


def add_to(app: typer.Typer) -> None:
    """Adds this group's commands."""
    app.command(epilog=examples("train", "train --seed 1 --epochs 5 --json"))(train)
    group = typer.Typer()
    calls = examples("runs", "runs activate 3", "runs delete 2")
    group.callback(invoke_without_command=True, epilog=calls)(runs)
    group.command("list", epilog=examples("runs list"))(list_runs)
    group.command(epilog=examples("runs activate 3"))(activate)
    group.command(epilog=examples("runs delete 2"))(delete)
    app.add_typer(group, name="runs")


def train(
    ctx: typer.Context,
    *,
    model: Model = DEFAULT_MODEL,
    seed: Seed = 0,
    device: DeviceChoice = Device.AUTO,
    epochs: Epochs = None,
    preset: PresetChoice = Preset.FULL,
    tensorboard: EventsFolder = None,
    db: Database = None,
    as_json: Json = False,
) -> None:
    """Train a model and recommend from it.

    With --json, one JSON object a line: start, progress, and at the end done or failed.
    """
    call = invocation(ctx, db, as_json)
    from movierec_tui.cli.database import reading, require_data_set

    with reading(call.database) as connection:
        data_set = require_data_set(connection)
    options = TrainOptions(model=model, seed=seed, device=device, epochs=epochs, preset=preset)
    warn_of_memory(data_set, options)
    if call.as_json:
        run_blocking(train_command(call.database, options, tensorboard), _pass_on)
        return
    result = train_with_progress(call.database, options, tensorboard)
    say(f"Run {result['run_id']} is trained and active: {describe_metrics(result['metrics'])}.")
    speed = f"{result['samples_per_second']:,.0f} ratings a second"
    say(f"It took {duration(result['train_seconds'])}, {speed}.")


def runs(ctx: typer.Context, *, db: Database = None, as_json: Json = False) -> None:
    """List the training runs, or activate or delete one."""
    call = invocation(ctx, db, as_json)
    if ctx.invoked_subcommand is None:
        _show_runs(call)


def list_runs(ctx: typer.Context, *, db: Database = None, as_json: Json = False) -> None:
    """List the training runs, newest first."""
    _show_runs(invocation(ctx, db, as_json))


def activate(ctx: typer.Context, run_id: RunId, *, db: Database = None, as_json: Json = False) -> None:
    """Recommend from this run from now on."""
    call = invocation(ctx, db, as_json)
    from db.runs.model_runs import activate_run, get_run
    from movierec_tui.cli.database import existing_store

    with existing_store(call.database) as store:
        with store.writing() as connection:
            activate_run(connection, run_id)
        with store.reading() as connection:
            run = get_run(connection, run_id)
    if call.as_json:
        print_json(run_object(run))
    else:
        say(f"Run {run_id} is active now: {describe_metrics(run.metrics)}.")


def delete(ctx: typer.Context, run_id: RunId, *, db: Database = None, as_json: Json = False) -> None:
    """Delete a run and its vectors; the active one stays."""
    call = invocation(ctx, db, as_json)
    from db.runs.model_runs import delete_run, get_run
    from movierec_tui.cli.database import existing_store

    with existing_store(call.database) as store, store.writing() as connection:
        run = get_run(connection, run_id)
        delete_run(connection, run_id)
    if call.as_json:
        print_json(run_object(run) | {"deleted": True})
    else:
        say(f"Run {run_id} is deleted.")


def warn_of_memory(data_set: DataSetRow, options: TrainOptions) -> None:
    """Says on standard error where a training needs more memory than there is."""
    from movierec_tui.jobs.estimates import cost_of, memory_warning

    warning = memory_warning(cost_of(data_set, options))
    if warning is not None:
        notice(warning)


def train_with_progress(
    database: Path, options: TrainOptions, events_folder: Path | None = None
) -> dict[str, Any]:
    """Trains with progress on standard error and gives the result; may leave TensorBoard's event files.

    Raises:
        JobFailed: there is no new run; the message says why.
    """
    with shown_progress() as progress:
        return run_blocking(train_command(database, options, events_folder), progress).result


def describe_metrics(metrics: Mapping[str, float]) -> str:
    """The best known metrics in one line: "RMSE 0.912, nDCG@10 0.21"."""
    names = {"rmse": "RMSE", "mae": "MAE", "ndcg@10": "nDCG@10", "recall@20": "recall@20"}
    known = [f"{name} {metrics[key]:.3f}" for key, name in names.items() if metrics.get(key) is not None]
    return ", ".join(known) or "no metrics"


def _pass_on(event: Event) -> None:
    typer.echo(to_line(event))


def _show_runs(call: Invocation) -> None:
    from db.runs import model_runs as stored
    from movierec_tui.cli.database import reading

    with reading(call.database) as connection:
        found = stored.list_runs(connection)
    if call.as_json:
        print_json([run_object(run) for run in found])
    elif found:
        print_table(
            (
                *figures("run"),
                *words("", "status", "model", "made (UTC)"),
                *figures("seed", "RMSE", "nDCG@10", "recall@20"),
                *words("note"),
            ),
            (_run_cells(run) for run in found),
        )
    else:
        notice("No training run yet; `movierec-tui train` makes one.")


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
