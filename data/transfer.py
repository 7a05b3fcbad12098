"""Fetches one file over HTTP into a part file, going on where an earlier try stopped if possible."""

from __future__ import annotations

import json
import re
import socket
import ssl
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import httpx

from data.errors import DataSetError
from data.progress import Progress, silent

_CONTENT_RANGE = re.compile(r"bytes (\d+)-\d+/(\d+)", re.ASCII)
_UTC_TIME = re.compile(rb"\x17\x0d(\d{12})Z")
_HAS_EXPIRED = 10
"""OpenSSL's X509_V_ERR_CERT_HAS_EXPIRED."""
_HEADERS = {"User-Agent": "movierec-tui", "Accept-Encoding": "identity"}


class SourceError(DataSetError):
    """The server did not give the file; another source may."""


class _InterruptedError(SourceError):
    """The transfer stopped half-way; it may be tried again."""


class _StalePartError(SourceError):
    """The server cannot go on with what was fetched before; it has to be fetched from its start."""


@dataclass(frozen=True, slots=True)
class Patience:
    """How long a server is waited for.

    Attributes:
        connect: seconds until the connection stands.
        read: seconds without a single byte.
        attempts: how often a transfer is taken up again; each but the first only if the one before brought
            bytes.
    """

    connect: float = 10.0
    read: float = 30.0
    attempts: int = 4


@dataclass(frozen=True, slots=True)
class PartFile:
    """A file that is being fetched, and beside it a note of what it is a part of.

    Attributes:
        path: of the bytes so far.
    """

    path: Path

    @property
    def _note(self) -> Path:
        return self.path.with_name(f"{self.path.name}.json")

    @property
    def size(self) -> int:
        """Bytes so far."""
        return self.path.stat().st_size if self.path.exists() else 0

    def validator(self, url: str) -> str | None:
        """What identifies the version of `url` that the bytes so far belong to; None if that is not known."""
        try:
            note = json.loads(self._note.read_text(encoding="utf-8"))
            known = note["url"] == shown_address(url) and isinstance(note["validator"], str)
            return note["validator"] if known and self.size else None
        except (OSError, ValueError, KeyError, TypeError):
            return None

    def begin(self, url: str, validator: str | None) -> None:
        """Starts over with an empty file; without a validator it can never be resumed."""
        self.discard()
        self.path.touch()
        if validator is not None:
            self._note.write_text(json.dumps({"url": shown_address(url), "validator": validator}), encoding="utf-8")

    def finish(self, target: Path) -> None:
        """Moves the whole file to its place in one step."""
        self.path.replace(target)
        self._note.unlink(missing_ok=True)

    def discard(self) -> None:
        """Removes the file and its note."""
        self.path.unlink(missing_ok=True)
        self._note.unlink(missing_ok=True)


def fetch(
    url: str, part: PartFile, largest: int, progress: Progress = silent, patience: Patience | None = None
) -> None:
    """Fetches `url` into `part`, which is whole afterwards.

    A part of the same version of the file is gone on with; any other is thrown away. After a failure or
    cancellation the part is kept if it can be gone on with later.

    Args:
        url: http or https.
        part: where to write.
        largest: bytes that the file cannot exceed.
        progress: told bytes as "download".
        patience: how long to wait.

    Raises:
        SourceError: the server cannot be reached or does not give the file.
        DataSetError: the file cannot be written.
    """
    patience = patience or Patience()
    for left in reversed(range(patience.attempts)):
        before = part.size
        try:
            return _attempt(url, part, largest, progress, patience)
        except _StalePartError:
            part.discard()
            if not left:
                raise
        except _InterruptedError:
            if part.validator(url) is None:
                part.discard()
            if not left or part.size <= before:
                raise
        except OSError as error:
            raise DataSetError(
                f"{part.path} cannot be written ({error.strerror or error}); make room or choose another folder."
            ) from error
    return None


def _attempt(url: str, part: PartFile, largest: int, progress: Progress, patience: Patience) -> None:
    timeout = httpx.Timeout(patience.read, connect=patience.connect)
    try:
        with httpx.Client(timeout=timeout, follow_redirects=True, headers=_HEADERS) as client:
            _receive(client, url, part, largest, progress)
    except httpx.ConnectTimeout as error:
        raise _InterruptedError(f"{_host(url)} cannot be reached (no answer)") from error
    except httpx.ConnectError as error:
        raise _InterruptedError(_why_unreachable(url, error, patience)) from error
    except httpx.TimeoutException as error:
        raise _InterruptedError(f"{_host(url)} sent nothing for {patience.read:g} seconds") from error
    except httpx.UnsupportedProtocol as error:
        raise SourceError(f"{shown_address(url)} is not an http or https address") from error
    except httpx.TransportError as error:
        raise _InterruptedError(f"the connection to {_host(url)} broke ({error})") from error
    except (httpx.HTTPError, httpx.InvalidURL, ValueError) as error:
        raise SourceError(f"{shown_address(url)} cannot be fetched ({error})") from error


def _why_unreachable(url: str, error: httpx.ConnectError, patience: Patience) -> str:
    host = _host(url)
    cause: BaseException | None = error
    while cause is not None:
        if isinstance(cause, ssl.SSLCertVerificationError) and cause.verify_code == _HAS_EXPIRED:
            return f"the certificate of {host} expired{_expiry_date(url, patience)}, so it cannot be trusted now"
        if isinstance(cause, socket.gaierror):
            return f"{host} cannot be reached (its name is not known here: this machine may be offline)"
        cause = cause.__cause__ or cause.__context__
    return f"{host} cannot be reached ({error})"


def _expiry_date(url: str, patience: Patience) -> str:
    """When the server's certificate ended, as " on 2026-08-28"; empty where that cannot be told."""
    address = httpx.URL(url)
    try:
        certificate = ssl.get_server_certificate((address.host, address.port or 443), timeout=patience.connect)
        # The validity is the first pair of times in a certificate (RFC 5280, section 4.1).
        _, end, *_ = _UTC_TIME.findall(ssl.PEM_cert_to_DER_cert(certificate))
        return f" on {datetime.strptime(end.decode(), '%y%m%d%H%M%S').replace(tzinfo=UTC):%Y-%m-%d}"
    except (OSError, ValueError):
        return ""


def _receive(client: httpx.Client, url: str, part: PartFile, largest: int, progress: Progress) -> None:
    headers = {}
    if validator := part.validator(url):
        headers = {"Range": f"bytes={part.size}-", "If-Range": validator}
    with client.stream("GET", url, headers=headers) as response:
        total = _prepare(response, url, part)
        if total > largest:
            part.discard()
            raise SourceError(f"{shown_address(url)} is {total:,} bytes long, far more than expected")
        done = part.size
        progress("download", done, total)
        with part.path.open("ab") as file:
            for block in response.iter_raw():
                file.write(block)
                done += len(block)
                if done > largest:
                    part.discard()
                    raise SourceError(f"{shown_address(url)} sends far more bytes than expected")
                progress("download", done, total)
    if total and done != total:
        raise _InterruptedError(f"{_host(url)} sent {done:,} bytes of {total:,}")


def _prepare(response: httpx.Response, url: str, part: PartFile) -> int:
    """Makes `part` fit the answer's first byte and gives the whole file's length, 0 where it is not told."""
    if response.status_code == httpx.codes.PARTIAL_CONTENT:
        place = _CONTENT_RANGE.fullmatch(response.headers.get("Content-Range", ""))
        if place and int(place[1]) == part.size:
            return int(place[2])
        raise _StalePartError(f"{_host(url)} sent another part of the file than was asked for")
    if response.status_code == httpx.codes.REQUESTED_RANGE_NOT_SATISFIABLE:
        raise _StalePartError(f"{_host(url)} holds less of the file than was fetched before")
    if response.status_code != httpx.codes.OK:
        raise SourceError(f"{shown_address(url)} answers {response.status_code} {response.reason_phrase}")
    part.begin(url, _validator(response))
    length = response.headers.get("Content-Length", "")
    return int(length) if length.isascii() and length.isdigit() else 0


def _validator(response: httpx.Response) -> str | None:
    tag: str | None = response.headers.get("ETag")
    if tag and not tag.startswith("W/"):
        return tag
    modified: str | None = response.headers.get("Last-Modified")
    return modified


def _host(url: str) -> str:
    return httpx.URL(url).host or url


def shown_address(url: str) -> str:
    """The address without a password or a user's name in it, as messages and notes show it."""
    scheme, found, rest = url.partition("://")
    place, slash, path = rest.partition("/")
    return f"{scheme}{found}{place.rpartition('@')[2]}{slash}{path}"
