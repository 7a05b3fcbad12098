"""From the path of an export to its rows. What a file holds is told by its columns, not by its name."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import partial
from itertools import count
from pathlib import Path

from data.archive import FileGroup, Member, open_file, open_groups
from data.errors import DataSetError
from data.personal import imdb, letterboxd, own
from data.personal.rows import LeftOut, PersonalExport, PersonalRow
from data.personal.tables import LARGEST_FILE, WANTED, Table, file_text, read_table

_NAMES = ("ratings.csv", "watched.csv", "watchlist.csv")
_ENDINGS = (".csv", ".json")
_ZIP_MARKS = (b"PK\x03\x04", b"PK\x05\x06")

_Rows = Iterable[PersonalRow | LeftOut]
_Reader = Callable[[Table, Iterator[int]], _Rows]
_FORMATS: tuple[tuple[str, Callable[[frozenset[str]], bool], _Reader], ...] = (
    (own.SOURCE, own.knows, own.rows),
    (imdb.SOURCE, imdb.knows, imdb.rows),
    (letterboxd.SOURCE, letterboxd.knows, letterboxd.rows),
)


def read_personal_export(path: Path) -> PersonalExport:
    """All that a person's export says.

    Args:
        path: a CSV file of Letterboxd (ratings, watched, watchlist, diary) or IMDb (ratings, watchlist, in any
            of their headers), a CSV or JSON file of ours, or a zip archive or folder with such files: of these,
            ratings.csv, watched.csv and watchlist.csv are read, or the only CSV or JSON file of an archive.

    Raises:
        DataSetError: one sentence that says what is wrong and what is expected.
    """
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
        return _read([Member(path.name, size, partial(open_file, path))])
    with open_groups(path, WANTED) as groups:
        return _read(_members(groups, path.name or str(path), is_folder=is_folder))


def _is_zip(path: Path) -> bool:
    try:
        with open_file(path) as stream:
            return stream.read(4) in _ZIP_MARKS
    except OSError as error:
        raise DataSetError(f"{path.name} cannot be read: {error.strerror or error}.") from error


def _members(groups: Sequence[FileGroup], name: str, *, is_folder: bool) -> list[Member]:
    """The files to be read. Letterboxd keeps what was deleted in inner folders, so the outermost one counts."""
    for group in groups:
        if members := [group.members[known] for known in _NAMES if known in group.members]:
            return members
    # A folder may be anybody's; the only file of an archive is what the archive was made for.
    files = [member for group in groups for member in group.members.values()]
    members = [member for member in files if member.name.lower().endswith(_ENDINGS)]
    if not is_folder and len(members) == 1:
        return members
    raise DataSetError(f"{name} holds none of {', '.join(_NAMES)}; give {WANTED}.")


def _read(members: Sequence[Member]) -> PersonalExport:
    sources: list[str] = []
    numbers = count(1)
    rows: list[PersonalRow] = []
    left_out: list[LeftOut] = []
    for member in members:
        source, found = _rows_of(member, numbers)
        sources.append(source)
        for row in found:
            if isinstance(row, LeftOut):
                left_out.append(row)
            else:
                rows.append(row)
    if not rows and not left_out:
        raise DataSetError(f"{members[0].name} lists no films; give {WANTED}.")
    return PersonalExport(sources[0], tuple(rows), tuple(left_out))


def _rows_of(member: Member, numbers: Iterator[int]) -> tuple[str, Iterator[PersonalRow | LeftOut]]:
    text = file_text(member)
    if text.lstrip()[:1] in {"{", "["}:
        table = own.json_table(text, member.name)
        return own.SOURCE, _with_broken(table, own.rows(table, numbers))
    table = read_table(text, member.name, lambda columns: any(knows(columns) for _, knows, _ in _FORMATS))
    source, rows = next((source, rows) for source, knows, rows in _FORMATS if knows(table.columns))
    return source, _with_broken(table, rows(table, numbers))


def _with_broken(table: Table, rows: _Rows) -> Iterator[PersonalRow | LeftOut]:
    yield from rows
    for line, text in table.broken:
        yield LeftOut(table.file, line, text[:60], "another number of cells than the first line")
