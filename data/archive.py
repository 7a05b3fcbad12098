"""One way to reach a data set's files, whether they lie in a zip archive or in a folder."""

from __future__ import annotations

import io
import lzma
import stat
import struct
import zipfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path, PurePosixPath
from typing import IO

from data.errors import DataSetError

MAX_UNPACKED = 16 * 2**30
"""Bytes that all members together may unpack to; the largest official set needs about 2 GiB."""
MAX_RATIO = 200
"""How often its packed size a member may unpack to; rating files reach about 6."""
MAX_READ_AT_ONCE = 2**28
OFFICIAL = "an official MovieLens zip file or its folder"
_RATIO_MATTERS_FROM = 2**20

BROKEN_ZIP = (
    zipfile.BadZipFile,
    zlib.error,
    lzma.LZMAError,
    struct.error,
    EOFError,
    NotImplementedError,
    OverflowError,
    RuntimeError,
    ValueError,
)


def open_file(path: Path) -> IO[bytes]:
    """The bytes of a file on disk."""
    return path.open("rb")


@dataclass(frozen=True, slots=True)
class Member:
    """One file of a data set.

    Attributes:
        name: its name without folders, as messages show it.
        size: bytes, unpacked.
    """

    name: str
    size: int
    _open: Callable[[], IO[bytes]] = field(repr=False)
    _known_crc: int | None = None

    @contextmanager
    def open(self) -> Iterator[IO[bytes]]:
        """The member's bytes from its start.

        Raises:
            DataSetError: on opening or any later read, where the archive is damaged or the file unreadable.
        """
        with self._sentences():
            stream = self._open()
        with stream, io.BufferedReader(_CheckedStream(stream, self), 2**18) as checked:
            yield checked

    def read(self) -> bytes:
        """All of the member's bytes.

        Raises:
            DataSetError: as `open`, and for more than `MAX_READ_AT_ONCE` bytes.
        """
        if self.size > MAX_READ_AT_ONCE:
            raise DataSetError(f"{self.name} is too large for a list of movies or users; check the file.")
        with self.open() as stream:
            return stream.read()

    def crc32(self) -> int:
        """The CRC-32 of the unpacked bytes: from the zip's directory, or computed."""
        if self._known_crc is not None:
            return self._known_crc
        crc = 0
        with self.open() as stream:
            while block := stream.read(2**20):
                crc = zlib.crc32(block, crc)
        return crc

    @contextmanager
    def _sentences(self) -> Iterator[None]:
        try:
            yield
        except BROKEN_ZIP as error:
            raise DataSetError(
                f"{self.name} is damaged inside the zip archive ({error}); download the archive again."
            ) from error
        except OSError as error:
            raise DataSetError(f"{self.name} cannot be read: {error.strerror or error}.") from error


class _CheckedStream(io.RawIOBase):
    """Reads through, turning what a damaged archive raises into sentences."""

    def __init__(self, stream: IO[bytes], member: Member) -> None:
        self._stream = stream
        self._member = member

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        with self._member._sentences():
            block = self._stream.read(len(buffer))
        buffer[: len(block)] = block
        return len(block)


@dataclass(frozen=True, slots=True)
class FileGroup:
    """The files of one folder, inside a zip archive or on disk.

    Attributes:
        name: the folder's name; a flat zip archive's own name without its ending.
        members: by lower-case file name.
    """

    name: str
    members: dict[str, Member]


@contextmanager
def open_groups(path: Path, wanted: str = OFFICIAL) -> Iterator[tuple[FileGroup, ...]]:
    """The folders of files that `path` holds, outermost first.

    Args:
        path: a zip archive (any ending, a Python wheel too) or a folder. Of a folder, the folder itself and
            the folders directly inside are looked at.
        wanted: what messages ask for.

    Raises:
        DataSetError: `path` is missing, unreadable, not a zip archive, or a zip archive with unsafe members.
    """
    try:
        is_folder = path.is_dir()
        is_file = path.is_file()
    except (OSError, ValueError) as error:
        raise DataSetError(f"{path} cannot be opened: {error}.") from error
    if not is_folder and not is_file:
        raise DataSetError(f"{path} is no file or folder; give the path of {wanted}.")
    if is_folder:
        yield _folder_groups(path)
        return
    with _open_zip(path, wanted) as archive:
        yield _zip_groups(archive, path, wanted)


def _folder_groups(path: Path) -> tuple[FileGroup, ...]:
    try:
        children = sorted(path.iterdir())
        folders = [path, *(child for child in children if child.is_dir())]
        return tuple(_folder_group(folder) for folder in folders)
    except OSError as error:
        raise DataSetError(f"The folder {path} cannot be read: {error.strerror or error}.") from error


def _folder_group(folder: Path) -> FileGroup:
    members: dict[str, Member] = {}
    try:
        files = [child for child in sorted(folder.iterdir()) if child.is_file()]
    except PermissionError:
        files = []
    for file in files:
        members[file.name.lower()] = Member(file.name, file.stat().st_size, partial(open_file, file))
    return FileGroup(folder.resolve().name, members)


@contextmanager
def _open_zip(path: Path, wanted: str) -> Iterator[zipfile.ZipFile]:
    try:
        archive = zipfile.ZipFile(path)
    except BROKEN_ZIP as error:
        raise DataSetError(f"{path.name} is not a whole zip archive ({error}); give {wanted}.") from error
    except OSError as error:
        raise DataSetError(f"{path} cannot be opened: {error.strerror or error}.") from error
    with archive:
        yield archive


def _zip_groups(archive: zipfile.ZipFile, path: Path, wanted: str) -> tuple[FileGroup, ...]:
    check_members(archive.infolist(), path.name, wanted)
    folders: dict[PurePosixPath, dict[str, Member]] = {}
    for info in archive.infolist():
        inner = PurePosixPath(info.filename)
        if info.is_dir() or not inner.name or inner.parts[0] == "__MACOSX":
            continue
        members = folders.setdefault(inner.parent, {})
        if inner.name.lower() in members:
            raise DataSetError(f"{path.name} holds {info.filename} twice; download the archive again.")
        members[inner.name.lower()] = Member(
            inner.name,
            info.file_size,
            partial(archive.open, info),
            info.CRC,
        )
    outermost_first = sorted(folders.items(), key=lambda item: (len(item[0].parts), item[0]))
    return tuple(FileGroup(folder.name or path.stem, members) for folder, members in outermost_first)


def check_members(infos: list[zipfile.ZipInfo], archive_name: str, wanted: str = OFFICIAL) -> None:
    """Makes sure that a zip archive's directory promises nothing unsafe.

    Raises:
        DataSetError: a member's path is absolute or climbs out with '..', is a link, is encrypted, or the
            archive unpacks to more than `MAX_UNPACKED` bytes or `MAX_RATIO` times its packed size.
    """
    for info in infos:
        if problem := _unsafe(info):
            raise DataSetError(f"{archive_name} is refused: its member {info.filename!r} {problem}; give {wanted}.")
    total = sum(info.file_size for info in infos)
    if total > MAX_UNPACKED:
        raise DataSetError(
            f"{archive_name} is refused: it would unpack to {total / 2**30:.0f} GiB, more than any data set "
            f"known here; give {wanted}."
        )


def _unsafe(info: zipfile.ZipInfo) -> str | None:
    parts = info.filename.split("/")
    if info.filename.startswith("/") or "\\" in info.filename or ":" in parts[0] or not info.filename:
        return "has an absolute or foreign path"
    if ".." in parts:
        return "climbs out of its folder"
    if stat.S_ISLNK(info.external_attr >> 16):
        return "is a link"
    if info.flag_bits & 0x1:
        return "is encrypted"
    if info.file_size > max(info.compress_size, 1) * MAX_RATIO and info.file_size > _RATIO_MATTERS_FROM:
        return f"unpacks to more than {MAX_RATIO} times its size"
    return None
