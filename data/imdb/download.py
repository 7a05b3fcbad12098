"""Gets IMDb's files: from a folder where they are there, else from IMDb, which renews them every day."""

from __future__ import annotations

import shutil
import time
from collections.abc import Mapping
from pathlib import Path

from data.catalogue import IMDB
from data.download import alone
from data.errors import DataSetError
from data.progress import Progress, silent
from data.transfer import PartFile, Patience, fetch

SECONDS_UNTIL_OLD = 24 * 60 * 60
"""Files that were fetched longer ago are fetched anew."""

_MIB = 2**20
_GZIP = b"\x1f\x8b"


def files_to_fetch(folder: Path | None, cache: Path) -> dict[str, int]:
    """The files that neither the folder nor the cache has, and about how many bytes each has."""
    return {name: size * _MIB for name, size in IMDB.sizes if _present(name, folder, cache) is None}


def imdb_files(
    folder: Path | None, cache: Path, progress: Progress = silent, *, patience: Patience | None = None
) -> Mapping[str, Path]:
    """The path of each of IMDb's files, by name; what is missing is fetched into `cache`.

    An interrupted download goes on where it stopped.

    Args:
        folder: looked into first; None where there is none.
        cache: created if need be.
        progress: told the bytes of all missing files together as "download".
        patience: how long a server is waited for.

    Raises:
        DataSetError: the folder is none, the disk lacks room, or a file cannot be fetched.
    """
    if folder is not None and not folder.is_dir():
        raise DataSetError(f"{folder} is no folder; give the folder with IMDb's files, or none to download them.")
    missing = files_to_fetch(folder, cache)
    if missing:
        _require_room(cache, sum(missing.values()))
    before = 0
    for name, size in missing.items():
        _fetch(name, size, cache, _within(progress, before, sum(missing.values())), patience)
        before += size
    found = {name: _present(name, folder, cache) for name, _ in IMDB.sizes}
    return {name: path for name, path in found.items() if path is not None}


def _present(name: str, folder: Path | None, cache: Path) -> Path | None:
    if folder is not None and (folder / name).is_file():
        return folder / name
    kept = cache / name
    return kept if kept.is_file() and time.time() - kept.stat().st_mtime < SECONDS_UNTIL_OLD else None


def _require_room(cache: Path, size: int) -> None:
    there = next(parent for parent in (cache, *cache.parents) if parent.exists())
    free = shutil.disk_usage(there).free
    if free < size:
        raise DataSetError(
            f"IMDb's files need about {size / 2**30:.1f} GiB in {cache}, and {free / 2**30:.1f} GiB are free:"
            " make room, or give a folder that has the files."
        )


def _fetch(name: str, size: int, cache: Path, progress: Progress, patience: Patience | None) -> None:
    target = cache / name
    with alone(target):
        part = PartFile(target.with_name(f"{name}.part"))
        try:
            fetch(f"{IMDB.base_address}{name}", part, 4 * size + 64 * _MIB, progress, patience)
            with part.path.open("rb") as file:
                is_packed = file.read(len(_GZIP)) == _GZIP
        except DataSetError as error:
            kept = " What came so far is kept." if part.size else ""
            raise DataSetError(f"{name} could not be downloaded: {error}.{kept} {_way_on()}") from error
        if not is_packed:
            part.discard()
            raise DataSetError(f"What {IMDB.base_address}{name} sent is no gzip file. {_way_on()}")
        part.finish(target)


def _within(progress: Progress, before: int, total: int) -> Progress:
    def report(phase: str, done: int, _total: int) -> None:
        progress(phase, min(before + done, total), total)

    return report


def _way_on() -> str:
    return (
        f"Try again later, or get the files from {IMDB.address} in a browser and run `movierec-tui data enrich FOLDER`."
    )
