"""From the path of an export to its rows. What a file holds is told by its content, not by its name."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any, NamedTuple

from data.archive import FileGroup, Member, open_file, open_groups
from data.errors import DataSetError
from data.personal import criticker, imdb, letterboxd, media_servers, movielens, own, plain, simkl, tmdb, trakt
from data.personal.rows import LeftOut, PersonalExport, PersonalRow, Reading, RowKind
from data.personal.tables import LARGEST_FILE, WANTED, Table, file_text, read_table

_NAMES = ("ratings.csv", "watched.csv", "watchlist.csv")
_NEVER_READ = frozenset({"deleted", "orphaned"})
"""Folders of Letterboxd's export with what its owner took back."""
_ENDINGS = (".csv", ".json", ".xml", ".tsv")
_ZIP_MARKS = (b"PK\x03\x04", b"PK\x05\x06")
_DIGITS = re.compile(r"\d+")

_Rows = Iterable[PersonalRow | LeftOut]
_Reader = Callable[[Table, Reading], _Rows]


class _CsvFormat(NamedTuple):
    source: str
    knows: Callable[[frozenset[str]], bool]
    rows: _Reader


_CRITICKER = _CsvFormat(criticker.SOURCE, criticker.knows, criticker.rows)
_LETTERBOXD = _CsvFormat(letterboxd.SOURCE, letterboxd.knows, letterboxd.rows)
_MOVIELENS = _CsvFormat(movielens.SOURCE, movielens.knows, movielens.rows)
_PLAIN = _CsvFormat(plain.SOURCE, plain.knows, plain.rows)
_CSV_FORMATS = (
    *(_CsvFormat(site.SOURCE, site.knows, site.rows) for site in (own, imdb, trakt, simkl, tmdb)),
    _CRITICKER,
    _MOVIELENS,
    _LETTERBOXD,
    _PLAIN,
)
_JSON_FORMATS: tuple[tuple[str, Callable[[Any, str], Table | None], _Reader], ...] = (
    (own.SOURCE, own.json_table, own.rows),
    (trakt.SOURCE, trakt.json_table, trakt.rows),
    (simkl.SOURCE, simkl.json_table, simkl.rows),
    (media_servers.PLEX, media_servers.plex_table, media_servers.rows),
    (media_servers.JELLYFIN, media_servers.jellyfin_table, media_servers.rows),
)


def read_personal_export(
    path: Path, *, scale: int | None = None, lists_are: RowKind | None = None, tag: str = ""
) -> PersonalExport:
    """All that a person's export says.

    Args:
        path: a file of one of the sites that docs/personal_files.md lists, a CSV file with titles and ratings, or a
            zip archive or folder with such files: of these, ratings.csv, watched.csv and watchlist.csv are read,
            Trakt's files, or the only file of an archive that can be one.
        scale: how many points ratings go up to, 5, 10 or 100, for a file that does not tell.
        lists_are: `RowKind.WATCHLIST` or `RowKind.SEEN`, what films of a plain list are.
        tag: gives all films this tag, and reads nothing else of them.

    Raises:
        ScaleUnknown: ratings may be of 5, 10 or 100 points, and `scale` does not say.
        DataSetError: one sentence that says what is wrong and what is expected.
    """
    reading = Reading(scale, RowKind.SEEN if tag else lists_are, tag)
    if tag:
        reading.notes.append(f'All films get the tag "{tag}"; nothing else is read of them.')
    try:
        is_folder, is_file = path.is_dir(), path.is_file()
        size = path.stat().st_size if is_file else 0
    except (OSError, ValueError) as error:
        raise DataSetError(f"{path} cannot be opened: {error}.") from error
    if not is_folder and not is_file:
        raise DataSetError(f"{path} is no file or folder; give {WANTED}.")
    if size > LARGEST_FILE:
        raise DataSetError(
            f"{path.name} has {size / 2**20:,.0f} MiB, and exports of films are far smaller; give {WANTED}."
        )
    if not is_folder and not _is_zip(path):
        return _read([Member(path.name, size, partial(open_file, path))], reading)
    with open_groups(path, WANTED) as groups:
        return _read(_members(groups, path.name or str(path), is_folder=is_folder), reading)


def _is_zip(path: Path) -> bool:
    try:
        with open_file(path) as stream:
            return stream.read(4) in _ZIP_MARKS
    except OSError as error:
        raise DataSetError(f"{path.name} cannot be read: {error.strerror or error}.") from error


def _members(groups: Sequence[FileGroup], name: str, *, is_folder: bool) -> list[Member]:
    """The files to be read: Letterboxd's of the outermost folder that has some, or all of Trakt's."""
    kept = [group for group in groups if group.name.lower() not in _NEVER_READ]
    for group in kept:
        if members := [group.members[known] for known in _NAMES if known in group.members]:
            return members
    files = [member for group in kept for member in group.members.values()]
    if members := [member for member in files if trakt.MEMBERS.fullmatch(member.name.lower())]:
        return sorted(members, key=_place_of)
    # A folder may be anybody's; the only file of an archive is what the archive was made for.
    members = [member for member in files if member.name.lower().endswith(_ENDINGS)]
    if not is_folder and len(members) == 1:
        return members
    raise DataSetError(f"{name} holds none of {', '.join(_NAMES)}, and no files of Trakt's; give {WANTED}.")


def _place_of(member: Member) -> tuple[str, int]:
    """Where a file comes among those that a site split by number: -2 before -10."""
    numbers = _DIGITS.findall(member.name)
    return _DIGITS.sub("", member.name), int(numbers[-1]) if numbers else 0


def _read(members: Sequence[Member], reading: Reading) -> PersonalExport:
    sources: list[str] = []
    rows: list[PersonalRow] = []
    left_out: list[LeftOut] = []
    for member in members:
        source, found = _rows_of(member, reading)
        sources.append(source)
        for row in found:
            if isinstance(row, LeftOut):
                left_out.append(row)
            else:
                rows.append(replace(row, kind=RowKind.TAG, tag=reading.tag, stars=None) if reading.tag else row)
    if not rows and not left_out:
        raise DataSetError(f"{members[0].name} lists no films; give {WANTED}.")
    return PersonalExport(sources[0], tuple(rows), tuple(left_out), tuple(reading.notes), reading.list_name)


def _rows_of(member: Member, reading: Reading) -> tuple[str, Iterator[PersonalRow | LeftOut]]:
    text = file_text(member)
    beginning = text.lstrip()[:1]
    if beginning == "<":
        table = criticker.xml_table(text, member.name)
        return criticker.SOURCE, _with_broken(table, criticker.rows(table, reading))
    if beginning in {"{", "["}:
        source, table, reader = _json_table(text, member.name)
        _refuse_scale(reading, member.name, source)
        return source, _with_broken(table, reader(table, reading))
    table = read_table(text, member.name, lambda columns: any(form.knows(columns) for form in _CSV_FORMATS))
    form = _format_of(table, reading)
    return form.source, _with_broken(table, form.rows(table, reading))


def _format_of(table: Table, reading: Reading) -> _CsvFormat:
    """The format of a table: a list of one's own where its ratings are not the stars that the columns promise."""
    form = next(form for form in _CSV_FORMATS if form.knows(table.columns))
    may_be_own = form is _MOVIELENS or (form is _LETTERBOXD and not letterboxd.is_exported(table.columns))
    if may_be_own and plain.knows(table.columns) and (reading.scale or plain.exceeds_five(table)):
        return _PLAIN
    if form not in {_PLAIN, _CRITICKER}:
        _refuse_scale(reading, table.file, form.source)
    return form


def _json_table(text: str, file: str) -> tuple[str, Table, _Reader]:
    try:
        content = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise DataSetError(f"{file} is not whole JSON; export the file again.") from error
    for source, table_of, reader in _JSON_FORMATS:
        if (table := table_of(content, file)) is not None:
            return source, table, reader
    raise DataSetError(f"{file} is JSON of no known export; give {WANTED}.")


def _refuse_scale(reading: Reading, file: str, source: str) -> None:
    if reading.scale is not None:
        raise DataSetError(f"{file} is a file of {source}, whose scale is known: leave the scale out.")


def _with_broken(table: Table, rows: _Rows) -> Iterator[PersonalRow | LeftOut]:
    yield from rows
    for line, text in table.broken:
        yield LeftOut(table.file, line, text[:60], "another number of cells than the first line")
