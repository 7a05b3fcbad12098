"""Commands that get data: setup and all of `data`; and what is shown where the app cannot be."""
# ruff: noqa: PLC0415  (a command imports what it uses when it runs)

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from db.errors import StoreError
from db.rows import DataSetRow, RunRow
from engine.options import TrainOptions
from movierec_tui.cli import json_types
from movierec_tui.cli.objects import (
    data_set_object,
    print_recommendations,
    recommendation_object,
    size_words,
    user_words,
)
from movierec_tui.cli.options import Call, TrainingOptions, Yes, command, group
from movierec_tui.cli.output import figures, notice, print_json, print_table, run_with_progress, say, words
from movierec_tui.cli.streams import confirm, file_to_read, named_folder
from movierec_tui.cli.training import warn_of_memory
from movierec_tui.jobs.children import LEAST_VOTES, JobFailed, enrich_command, ingest_command, train_command
from movierec_tui.jobs.state import enriched_words
from movierec_tui.library.answers import ListRequest
from movierec_tui.wording.run_comparison import metric_words

if TYPE_CHECKING:
    from data.catalogue import CatalogueEntry

SAMPLE_FILMS = 10
_OWN_LIST = "For a list of your own, run `movierec-tui profile create NAME` and rate a few films."

Replace = Annotated[
    bool, typer.Option("--replace", help="Replace another data set in the database, and its training runs.")
]

commands = typer.Typer(rich_help_panel="Data and models")
data = group(commands, "data", "List, download and import data sets.", "data list", "data get ml-latest-small")


@command(commands, "setup", "setup --dataset ml-latest-small --db small.db")
def setup(
    call: Call,
    *,
    dataset: Annotated[
        str | None, typer.Option(metavar="DATASET", help="One of `movierec-tui data list` [default: ml-100k].")
    ] = None,
    replace: Replace = False,
    yes: Yes = False,
    options: TrainingOptions,
) -> None:
    """Get a data set, import it and train.

    What is done already is not done again, so it may be run at any time.
    """
    data_set, run = _set_up(call, options, dataset, replace=replace, yes=yes)
    if call.as_json:
        print_json(_setup_object(data_set, run))
    else:
        _say_setup(data_set, run)
        say("Open the app with `movierec-tui`, or try `movierec-tui recommend 42`.")
        say(_OWN_LIST)


@command(data, "data list", name="list")
def list_data_sets(call: Call) -> None:
    """List the data sets, and which one the database has."""
    from data.catalogue import CATALOGUE

    held = call.status().data_set
    installed = None if held is None else held.name
    if call.as_json:
        print_json([_listed_object(entry, installed=entry.name == installed) for entry in CATALOGUE])
        return
    print_table(
        (*words("name", "data set"), *figures("ratings", "films", "users", "MiB"), *words("")),
        (
            (
                entry.name,
                entry.title,
                *(f"{count:,}" for count in (entry.ratings, entry.movies, entry.users)),
                f"{entry.download_mib:,.1f}",
                "in the database" if entry.name == installed else "",
            )
            for entry in CATALOGUE
        ),
    )


@command(data, "data get ml-1m --db ml-1m.db", "data get ml-1m --replace")
def get(
    call: Call,
    name: Annotated[str, typer.Argument(metavar="DATASET", help="A name of `movierec-tui data list`.")],
    *,
    replace: Replace = False,
    yes: Yes = False,
) -> None:
    """Download a data set and import it into the database."""
    _report(call, _download_and_import(call, name, replace=replace, yes=yes))


@command(data, "data import ~/Downloads/ml-25m.zip", "data import my-films/", name="import")
def import_files(
    call: Call,
    path: Annotated[Path, typer.Argument(metavar="PATH", help="A MovieLens zip, a folder of CSV files; `-`: a zip.")],
    *,
    replace: Replace = False,
    yes: Yes = False,
) -> None:
    """Import a data set from a zip archive or a folder.

    All official MovieLens files are read, and folders with ratings.csv and movies.csv of that format.
    """
    if replace:
        _ask_before_replacing(call, yes=yes)
    with file_to_read(path) as file:
        # An absolute path is never taken for a name of the catalogue.
        command_line = ingest_command(call.database, str(file.absolute()), replace=replace)
        _report(call, run_with_progress(command_line))


@command(data, "data enrich", "data enrich ~/Downloads/imdb --min-votes 5000")
def enrich(
    call: Call,
    folder: Annotated[
        Path | None,
        typer.Argument(
            metavar="FOLDER", callback=named_folder, help="Has IMDb's .tsv.gz files; missing ones are downloaded."
        ),
    ] = None,
    *,
    min_votes: Annotated[
        int, typer.Option(min=0, metavar="N", help="Add films that have at least N votes at IMDb.")
    ] = LEAST_VOTES,
) -> None:
    """Add what IMDb knows: people, runtimes, other titles, and films that the data set lacks.

    Everything or nothing is added; run it again to bring it up to date.
    """
    from movierec_tui.jobs.enrich import terms

    source = None if folder is None else folder.expanduser().absolute()
    if to_accept := terms(source):
        notice(to_accept)
    result = run_with_progress(enrich_command(call.require_database(), source, min_votes))
    if call.as_json:
        print_json(result)
        return
    say(f"In {result['seconds']:.0f} s: {enriched_words(result)}")
    say("Try `movierec-tui search director:kubrick`, or `movierec-tui recommend USER --since 2020`.")


def show_sample(call: Call, about_the_app: str) -> None:
    """Does what is still to be done of a setup, and shows a sample of what the app would."""
    data_set, run = _set_up(call, TrainOptions())
    with call.library() as library:
        person = library.sample_user()
        top = library.lists.recommend(person.user_id, ListRequest(limit=SAMPLE_FILMS)).films
    if call.as_json:
        sample: json_types.Sample = {
            **_setup_object(data_set, run),
            "user_id": person.user_id,
            "top_movies": [recommendation_object(film) for film in top],
        }
        print_json(sample)
        return
    _say_setup(data_set, run)
    print_recommendations(top, f"Top films for {user_words(person)}:")
    say()
    say(f"{about_the_app} `movierec-tui --help` lists the commands.")
    say(_OWN_LIST)


def _set_up(
    call: Call, options: TrainOptions, name: str | None = None, *, replace: bool = False, yes: bool = False
) -> tuple[DataSetRow, RunRow]:
    """Imports and trains where that is still to be done; gives what is there then.

    Without a name, the data set in the database is kept, or the default one is taken.
    """
    from data.catalogue import DEFAULT_DATA_SET, find_entry

    wanted = find_entry(name).name if name else None
    status = call.status()
    if status.data_set is None or (wanted and wanted != status.data_set.name):
        _download_and_import(call, wanted or DEFAULT_DATA_SET, replace=replace, yes=yes)
        status = call.status()
    else:
        notice(f"{status.data_set.name} is in the database already.")
    if status.run is None:
        if status.data_set is not None:
            warn_of_memory(status.data_set, options)
        try:
            run_with_progress(train_command(call.database, options))
        except JobFailed as failure:
            held = status.data_set.name if status.data_set else "The data set"
            sentence = f"{held} is imported, but no model is trained: {failure}"
            raise JobFailed(sentence, cancelled=failure.cancelled, details=failure.details) from failure
        status = call.status()
    else:
        notice(f"Run {status.run.run_id} is trained already.")
    if status.data_set is None or status.run is None:
        raise StoreError(f"Another process changed {call.database} meanwhile; run it again.")
    return status.data_set, status.run


def _download_and_import(call: Call, name: str, *, replace: bool, yes: bool) -> dict[str, Any]:
    """Shows the data set's licence, downloads it and imports it."""
    from data.catalogue import find_entry

    entry = find_entry(name)
    if replace:
        _ask_before_replacing(call, entry.name, yes=yes)
    notice(f"{entry.title}: {entry.licence}")
    return run_with_progress(ingest_command(call.database, entry.name, replace=replace))


def _ask_before_replacing(call: Call, name: str | None = None, *, yes: bool) -> None:
    """Asks whether the data set in the database may go, unless the new one is the same or there is none."""
    held = call.status().data_set
    if held is not None and held.name != name:
        confirm(f"Replace {held.name} and all its training runs? Profiles stay.", yes=yes)


def _setup_object(data_set: DataSetRow, run: RunRow) -> json_types.Setup:
    return {**data_set_object(data_set), "run_id": run.run_id, "metrics": run.metrics}


def _listed_object(entry: CatalogueEntry, *, installed: bool) -> json_types.ListedDataSet:
    return {
        "name": entry.name,
        "title": entry.title,
        "ratings": entry.ratings,
        "movies": entry.movies,
        "users": entry.users,
        "download_mib": entry.download_mib,
        "installed": installed,
    }


def _say_setup(data_set: DataSetRow, run: RunRow) -> None:
    say(f"Data set {data_set.name}: {size_words(data_set.movies, data_set.users, data_set.ratings)}.")
    say(f"Model: run {run.run_id}, {metric_words(run.metrics)}.")


def _report(call: Call, result: dict[str, Any]) -> None:
    if call.as_json:
        print_json(result)
        return
    size = size_words(result["movies"], result["users"], result["ratings"])
    if result["unchanged"]:
        say(f"{result['dataset']} is in the database already: {size}.")
    else:
        say(f"Imported {result['dataset']} in {result['seconds']:.1f} s: {size}.")
        say("Next: `movierec-tui train`, then `movierec-tui recommend USER`.")
