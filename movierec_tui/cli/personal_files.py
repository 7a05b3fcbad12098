"""A profile's files: `profile import` takes other sites' exports, `undo-import` undoes it, `export` writes lists."""
# ruff: noqa: PLC0415  (a command imports what it uses when it runs)

from __future__ import annotations

import dataclasses
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal, cast

import typer

from movierec_tui.cli import json_types
from movierec_tui.cli.objects import film_name, person_name
from movierec_tui.cli.options import Call, Force, ProfileName, command, find_profile
from movierec_tui.cli.output import TableColumn, figures, notice, print_json, print_table, reply, say, words
from movierec_tui.cli.streams import STANDARD, file_to_read, file_to_write, may_replace
from movierec_tui.library.answers import ListRequest
from movierec_tui.wording.opinions import undone_import_words
from movierec_tui.wording.text import counted, film_title, titled

if TYPE_CHECKING:
    from data.personal import PersonalRow
    from db.personal.import_plan import ImportPlan, ImportReport
    from db.personal.profiles import Profile
    from db.rows import MovieSummary
    from movierec_tui.library.library import Library

SHOWN_ROWS = 20
RECOMMENDED = 50

commands = typer.Typer()


@command(
    commands,
    "profile import ann letterboxd-ann.zip --dry-run",
    "profile import ann films.csv --scale 10",
    "profile import ann noir.csv --tag noir",
    'profile import ann ratings.csv --choose 12=1196 --choose 30="toy story"',
    name="import",
)
def import_file(
    call: Call,
    profile: ProfileName,
    path: Annotated[Path, typer.Argument(metavar="FILE", help="A CSV file, a zip or its folder; `-`: standard input.")],
    *,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Show what would change, and change nothing.")] = False,
    scale: Annotated[
        Literal["5", "10", "100"] | None,
        typer.Option(help="How many points ratings go up to, in a file that does not tell."),
    ] = None,
    list_as: Annotated[
        Literal["watchlist", "seen"] | None,
        typer.Option(help="What the films of a list are [default: watchlist]."),
    ] = None,
    tag: Annotated[
        str | None,
        typer.Option(metavar="NAME", help="Put all films of the file under this tag, and read nothing else."),
    ] = None,
    choose: Annotated[
        list[str] | None,
        typer.Option(
            metavar="ROW=FILM", help="The film of a row that is not certain, by id or title; may be repeated."
        ),
    ] = None,
) -> None:
    """Import ratings and lists from another site, or from a CSV file of your own.

    Reads exports of Letterboxd, IMDb, Trakt, Simkl, TMDB, Criticker, movielens.org, Plex and Jellyfin, CSV files with
    title, year and rating, and what `profile export` writes. Films that are not certain wait for a choice; importing
    a file again changes nothing.
    """
    from data.personal import RowKind

    if dry_run and choose:
        raise typer.BadParameter("Choices are for the import itself: leave out --dry-run.", param_hint="--choose")
    with call.library() as library, file_to_read(path) as file:
        person = find_profile(library, profile)
        plan = library.personal.plan(
            person.user_id,
            file,
            scale=int(scale) if scale else None,
            lists_are=RowKind(list_as) if list_as else None,
            tag=tag,
        )
        choices = _choices(library, choose or ())
        report = plan.report() if dry_run else library.personal.take(plan, choices)
    still_open = _without_chosen(plan, choices)
    if call.as_json:
        print_json(_import_object(person, still_open, report, dry_run=dry_run))
    else:
        _print_import(person, still_open, report, dry_run=dry_run)


@command(commands, "profile undo-import ann", name="undo-import")
def undo_import(call: Call, profile: ProfileName) -> None:
    """Undo a profile's last import as a whole; called again, the one before.

    Films that were rated or marked since stay as they are.
    """
    with call.library() as library:
        person = find_profile(library, profile)
        undone = library.personal.undo(person.user_id)
    result: json_types.UndoneImport = {
        **person_name(person),
        "source": undone.source,
        "removed": undone.removed,
        "restored": undone.restored,
        "kept": undone.kept,
        "parked": undone.parked,
    }
    reply(call.as_json, result, undone_import_words(undone, person.name))


@command(
    commands,
    "profile export ann ann.csv",
    "profile export ann letterboxd.csv --format letterboxd",
    "profile export ann tonight.json --what recommendations -n 20",
    name="export",
)
def export_file(
    call: Call,
    profile: ProfileName,
    path: Annotated[Path, typer.Argument(metavar="FILE", help="The file to write; `-` is standard output.")],
    *,
    what: Annotated[
        Literal["ratings", "watchlist", "hidden", "tags", "all", "recommendations"],
        typer.Option(help="Which list to write; ratings include films seen without a rating."),
    ] = "ratings",
    file_format: Annotated[
        Literal["csv", "letterboxd", "json"] | None,
        typer.Option("--format", help="How to write it [default: json for FILE.json, else csv]."),
    ] = None,
    limit: Annotated[
        int, typer.Option("-n", "--limit", min=1, metavar="N", help="How many recommendations.")
    ] = RECOMMENDED,
    force: Force = False,
) -> None:
    """Write a profile's ratings, lists or recommendations to a file.

    The CSV and JSON files can be imported again; `--format letterboxd` writes what Letterboxd's import reads.
    """
    from data.personal import FileFormat, RowKind, format_of

    kinds: dict[str, Collection[RowKind]] = {
        "ratings": (RowKind.RATING, RowKind.SEEN),
        "watchlist": (RowKind.WATCHLIST,),
        "hidden": (RowKind.HIDDEN,),
        "tags": (RowKind.TAG,),
        "all": (RowKind.RATING, RowKind.SEEN, RowKind.WATCHLIST, RowKind.HIDDEN, RowKind.TAG),
    }
    chosen = format_of(path) if file_format is None else FileFormat(file_format)
    replace = may_replace(path, force=force)
    with call.library() as library, file_to_write(path, "list", as_json=call.as_json, text=True) as target:
        person = find_profile(library, profile)
        if what == "recommendations":
            films = library.lists.recommend(person.user_id, ListRequest(limit=limit)).films
            rows = library.personal.export_recommended(person.user_id, films, target, chosen, replace=replace)
        else:
            rows = library.personal.export_opinions(person.user_id, kinds[what], target, chosen, replace=replace)
    if str(path) == STANDARD:
        return
    written: json_types.Export = {
        **person_name(person),
        "path": str(target.absolute()),
        "bytes": target.stat().st_size,
        "format": chosen.value,
        "what": what,
        "rows": rows,
    }
    reply(call.as_json, written, f"Wrote {counted(rows, 'row')} to {target}.")


def _choices(library: Library, texts: Iterable[str]) -> dict[int, int]:
    chosen = {}
    for text in texts:
        row, equals, film = text.partition("=")
        if not (equals and film.strip() and row.strip().isascii() and row.strip().isdigit()):
            raise typer.BadParameter(f"{text!r} is no choice; write ROW=FILM, as in 12=1196.", param_hint="--choose")
        chosen[int(row)] = library.find_movie(film).movie_id
    return chosen


def _without_chosen(plan: ImportPlan, choices: Mapping[int, int]) -> ImportPlan:
    """The plan with only those films waiting that nobody has chosen; a choice counts for all rows of its film."""
    from db.personal.import_plan import film_identity

    waiting = [*(row for film in plan.ambiguous for row in film.rows), *plan.unmatched]
    chosen = {film_identity(row) for row in waiting if row.number in choices}
    return dataclasses.replace(
        plan,
        ambiguous=tuple(film for film in plan.ambiguous if film_identity(film.rows[0]) not in chosen),
        unmatched=tuple(row for row in plan.unmatched if film_identity(row) not in chosen),
    )


def _import_object(
    person: Profile, plan: ImportPlan, report: ImportReport, *, dry_run: bool
) -> json_types.PersonalImport:
    return {
        **person_name(person),
        "dry_run": dry_run,
        "source": report.source,
        "rows": report.rows,
        "matched": report.matched,
        "new": report.new,
        "changed": report.changed,
        "same": report.same,
        "kept": report.kept,
        "covered": report.covered,
        "ambiguous": report.ambiguous,
        "unmatched": report.unmatched,
        "left_out": report.left_out,
        "notes": list(plan.notes),
        "details": [*_details(plan)],
    }


def _details(plan: ImportPlan) -> Iterator[json_types.ImportRow]:
    """Every row but those that are new or the same under the title and year that we know."""
    from db.personal.import_plan import RowChange

    for matched in plan.matched:
        if not (matched.is_plain and matched.change in {RowChange.NEW, RowChange.SAME}):
            yield {
                **_row_object(matched.row),
                "status": cast("json_types.ImportStatus", matched.change.name.lower()),
                "movie_id": matched.movie.movie_id,
                "candidates": [film_name(matched.movie)],
            }
    for film in plan.ambiguous:
        for row in film.rows:
            yield {
                **_row_object(row),
                "status": "ambiguous",
                "candidates": [film_name(movie) for movie in film.candidates],
                "reason": film.reason,
            }
    for row in plan.unmatched:
        yield {**_row_object(row), "status": "unmatched"}
    for left_out in plan.left_out:
        yield {
            "row": None,
            "file": left_out.file,
            "line": left_out.line,
            "title": left_out.title,
            "year": None,
            "kind": None,
            "form": None,
            "rating": None,
            "imdb_id": None,
            "tmdb_id": None,
            "status": "left_out",
            "movie_id": None,
            "candidates": [],
            "reason": left_out.reason,
        }


def _row_object(row: PersonalRow) -> json_types.ImportRow:
    return {
        "row": row.number,
        "file": row.file,
        "line": row.line,
        "title": row.title,
        "year": row.year,
        "kind": row.kind.value,
        "form": row.form or "film",
        "rating": row.stars,
        "imdb_id": row.imdb_id,
        "tmdb_id": row.tmdb_id,
        "status": "new",
        "movie_id": None,
        "candidates": [],
        "reason": None,
    }


def _print_import(person: Profile, plan: ImportPlan, report: ImportReport, *, dry_run: bool) -> None:
    verb = "Would import" if dry_run else "Imported"
    rows = counted(report.rows, "row")
    say(f"{verb} {report.new + report.changed:,} of {rows} from {report.source} for {person.name}.")
    for note in plan.notes:
        say(f"  {note}")
    counts = [
        (report.new, "new"),
        (report.changed, "changed"),
        (report.same, "the same as before"),
        (report.kept, "kept as yours"),
        (report.covered, "duplicate, or covered by your rating"),
        (report.ambiguous, "needs a choice"),
        (report.unmatched, "not in this data set"),
        (report.left_out, "skipped"),
    ]
    for count, meaning in counts:
        if count:
            say(f"  {count:>7,} {meaning}")
    shown = None if dry_run else SHOWN_ROWS
    _print_rows(
        "Found under another title or year",
        (*figures("row"), *words("in the file", "film here")),
        [
            (str(matched.row.number), _row_words(matched.row), f"{matched.movie.movie_id} {film_title(matched.movie)}")
            for matched in plan.matched
            if not matched.is_plain
        ],
        shown,
    )
    _print_rows(
        "Not certain; import again with --choose ROW=FILM for each you want",
        (*figures("row"), *words("film", "why", "it may be")),
        [
            (str(film.number), _row_words(film.rows[0]), film.reason, "; ".join(_told_apart(film.candidates)))
            for film in plan.ambiguous
        ],
        shown,
    )
    _print_rows(
        "Not in this data set; they count once `movierec-tui data enrich` or another data set brings them",
        (*figures("row"), *words("film", "list")),
        [(str(row.number), _row_words(row), row.kind.value) for row in plan.unmatched],
        shown,
    )
    _print_rows(
        "Skipped",
        (*words("file"), *figures("line"), *words("film", "why")),
        [(row.file, str(row.line), row.title, row.reason) for row in plan.left_out],
        shown,
    )
    if dry_run and plan.list_name:
        notice("`--list-as watchlist`, `--list-as seen` or `--tag NAME` say what the list is.")
    if dry_run:
        notice("Nothing was changed. Leave out --dry-run to import.")
    elif report.import_id:
        notice("`movierec-tui profile undo-import` takes it back.")


def _row_words(row: PersonalRow) -> str:
    """A row's film as messages name it: "Band of Brothers (2001), mini series"."""
    return titled(row.title, row.year) + (f", {row.form}" if row.form else "")


def _told_apart(films: Sequence[MovieSummary]) -> Iterator[str]:
    """Films with their ids; those of the same title and year with their genres and number of ratings, too."""
    names = Counter(map(film_title, films))
    for film in films:
        name = film_title(film)
        details = [*film.genres[:3], counted(film.ratings, "rating")] if names[name] > 1 else []
        yield f"{film.movie_id} {name}" + (f": {', '.join(details)}" if details else "")


def _print_rows(
    heading: str, columns: Sequence[TableColumn], rows: Sequence[tuple[str, ...]], shown: int | None
) -> None:
    if rows:
        print_table(columns, rows[:shown], heading=heading)
    if shown is not None and len(rows) > shown:
        say(f"and {len(rows) - shown:,} more; --json lists them all.")
