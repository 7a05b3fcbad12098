"""The command that measures: evaluate."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from engine.options import DEFAULT_MODEL, Device, Preset, TrainOptions
from movierec_tui.cli.options import (
    Database,
    DeviceChoice,
    Epochs,
    Json,
    Model,
    PresetChoice,
    Seed,
    examples,
    invocation,
)
from movierec_tui.cli.output import print_json, print_pairs
from movierec_tui.cli.progress import shown_progress
from movierec_tui.jobs.children import evaluate_command, run_blocking

RatingsFile = Annotated[
    Path,
    typer.Option(
        metavar="FILE",
        exists=True,
        dir_okay=False,
        help="Lines of user,movie,rating[,timestamp], separated by tab, comma or ::",
    ),
]


def add_to(app: typer.Typer) -> None:
    """Adds this group's commands."""
    app.command(epilog=examples("evaluate --train u1.base --test u1.test --seed 0"))(evaluate)


def evaluate(
    ctx: typer.Context,
    *,
    train: RatingsFile,
    test: RatingsFile,
    model: Model = DEFAULT_MODEL,
    seed: Seed = 0,
    device: DeviceChoice = Device.AUTO,
    epochs: Epochs = None,
    preset: PresetChoice = Preset.FULL,
    db: Database = None,
    as_json: Json = False,
) -> None:
    """Train on one file of ratings and measure on another.

    What is known of films and users comes from the database; its ratings and training runs are left alone.
    """
    call = invocation(ctx, db, as_json)
    options = TrainOptions(model=model, seed=seed, device=device, epochs=epochs, preset=preset)
    command = evaluate_command(call.database, train, test, options)
    with shown_progress() as progress:
        metrics = run_blocking(command, progress).result["metrics"]
    if call.as_json:
        print_json(metrics)
    else:
        print_pairs((name, f"{value:.4g}") for name, value in metrics.items())
