"""The first start: setup, the app, and what `movierec-tui` shows where there is no terminal."""
# ruff: noqa: PLC0415  (a command imports what it uses when it runs)

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from db.errors import StoreError
from engine.options import DEFAULT_MODEL, Device, Preset, TrainOptions
from movierec_tui.cli.data_sets import Replace, fetch_and_import
from movierec_tui.cli.objects import JsonObject, data_set_object, describe_user, recommendation_object
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
from movierec_tui.cli.output import notice, print_json, say
from movierec_tui.cli.recommending import print_recommendations
from movierec_tui.cli.training import describe_metrics, train_with_progress, warn_of_memory

if TYPE_CHECKING:
    from db.rows import DataSetRow, RunRow

SAMPLE_FILMS = 10
OWN_LIST = "For a list of your own, `movierec-tui profile create NAME` and rate a few films."


def add_to(app: typer.Typer) -> None:
    """Adds this group's commands."""
    app.command(epilog=examples("setup", "setup --dataset ml-latest-small --db small.db"))(setup)


def setup(
    ctx: typer.Context,
    *,
    dataset: Annotated[
        str | None,
        typer.Option(
            metavar="NAME", help="One of `movierec-tui data list` [default: ml-100k].", show_default=False
        ),
    ] = None,
    replace: Replace = False,
    model: Model = DEFAULT_MODEL,
    seed: Seed = 0,
    device: DeviceChoice = Device.AUTO,
    epochs: Epochs = None,
    preset: PresetChoice = Preset.FULL,
    db: Database = None,
    as_json: Json = False,
) -> None:
    """Fetch a data set, import it and train.

    What is there already is kept, so it may be run again at any time.
    """
    call = invocation(ctx, db, as_json)
    options = TrainOptions(model=model, seed=seed, device=device, epochs=epochs, preset=preset)
    data_set, run = set_up(call, options, dataset, replace=replace)
    if call.as_json:
        print_json(_setup_object(data_set, run))
    else:
        _print_state(data_set, run)
        say("Open the app with `movierec-tui`, or try `movierec-tui recommend 42`.")
        say(OWN_LIST)


def show_without_terminal(call: Invocation) -> None:
    """Does what is still to be done of a first start, and shows a sample of what the app would."""
    data_set, run = set_up(call, TrainOptions())
    from movierec_tui.cli.database import existing_library
    from movierec_tui.library import ListRequest

    with existing_library(call.database) as library:
        person = library.sample_user()
        top = library.lists.recommend(person.user_id, ListRequest(limit=SAMPLE_FILMS))
    if call.as_json:
        recommended = [recommendation_object(film) for film in top]
        print_json(_setup_object(data_set, run) | {"user_id": person.user_id, "top_movies": recommended})
        return
    _print_state(data_set, run)
    say()
    say(f"Top films for {describe_user(person)}:")
    print_recommendations(top)
    say()
    say("To open the app, run `movierec-tui` in a terminal; `movierec-tui --help` lists the commands.")
    say(OWN_LIST)


def set_up(
    call: Invocation, options: TrainOptions, name: str | None = None, *, replace: bool = False
) -> tuple[DataSetRow, RunRow]:
    """Imports and trains where that is still to be done; gives what is there then.

    Args:
        call: says which database.
        options: of the training, if there is one.
        name: a data set of the catalogue; None keeps what is there, or takes the default.
        replace: whether another data set that is there is replaced.

    Raises:
        DataSetError: the catalogue has no such name.
        JobFailed: data set or model could not be had; the message says why.
    """
    from data.catalogue import DEFAULT_DATA_SET, find_entry

    wanted = find_entry(name).name if name else None
    data_set, run = _state(call)
    if data_set is None or (wanted and wanted != data_set.name):
        fetch_and_import(call, wanted or DEFAULT_DATA_SET, replace=replace)
        data_set, run = _state(call)
    else:
        notice(f"{data_set.name} is in the database already.")
    if run is None:
        if data_set is not None:
            warn_of_memory(data_set, options)
        train_with_progress(call.database, options)
        data_set, run = _state(call)
    else:
        notice(f"Run {run.run_id} is trained already.")
    if data_set is None or run is None:
        raise StoreError(f"{call.database} was changed by another process meanwhile; run it again.")
    return data_set, run


def _state(call: Invocation) -> tuple[DataSetRow | None, RunRow | None]:
    from db.runs.model_runs import active_run
    from db.store.data_sets import stored_data_set
    from movierec_tui.cli.database import reading

    if not call.database.exists():
        return None, None
    with reading(call.database) as connection:
        return stored_data_set(connection), active_run(connection)


def _setup_object(data_set: DataSetRow, run: RunRow) -> JsonObject:
    return data_set_object(data_set) | {"run_id": run.run_id, "metrics": run.metrics}


def _print_state(data_set: DataSetRow, run: RunRow) -> None:
    say(
        f"Data set {data_set.name}: {data_set.movies:,} films, {data_set.users:,} users, "
        f"{data_set.ratings:,} ratings."
    )
    say(f"Model: run {run.run_id}, {describe_metrics(run.metrics)}.")
