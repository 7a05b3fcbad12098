"""A small HTTP server on this machine that serves files well or, when told so, badly."""

from __future__ import annotations

import re
import ssl
import threading
from dataclasses import dataclass, field
from enum import Enum
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Self


class Behaviour(Enum):
    """What the server does with a request for a file that it has."""

    GOOD = "answers as it should"
    NO_RANGES = "always sends the whole file"
    NO_VALIDATOR = "does not say which version it sends"
    NO_LENGTH = "does not say how long the file is"
    BREAKS = "closes the connection after half of what it announced"
    STALLS = "sends half of what it announced and then nothing"
    WRONG_RANGE = "answers a range with another one"
    ENDLESS = "never stops sending"
    FAILS = "answers 503"


@dataclass
class FileServer:
    """Serves `files`, name to content; `behaviours` are used up one a request, after which it is good.

    Attributes:
        requests: of each request, the path and the Range header.
        certificate: with which it speaks TLS.
    """

    files: dict[str, bytes] = field(default_factory=dict)
    behaviours: list[Behaviour] = field(default_factory=list)
    requests: list[tuple[str, str | None]] = field(default_factory=list)
    released: threading.Event = field(default_factory=threading.Event)
    version: str = '"v1"'
    certificate: Path | None = None

    def __enter__(self) -> Self:
        owner: FileServer = self

        class Handler(_Handler):
            server_state = owner

        self._http = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._http.daemon_threads = False
        # A refused handshake is what some tests want, and nothing to print.
        self._http.handle_error = lambda *_: None  # type: ignore[method-assign]
        if self.certificate is not None:
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            context.load_cert_chain(self.certificate)
            self._http.socket = context.wrap_socket(self._http.socket, server_side=True, do_handshake_on_connect=False)
        self._thread = threading.Thread(target=self._http.serve_forever, kwargs={"poll_interval": 0.01})
        self._thread.start()
        return self

    def __exit__(self, *_error: object) -> None:
        self.released.set()
        self._http.shutdown()
        self._thread.join()
        self._http.server_close()

    @property
    def address(self) -> str:
        """The base address, as MOVIEREC_DATA_URL takes it."""
        scheme = "http" if self.certificate is None else "https"
        return f"{scheme}://127.0.0.1:{self._http.server_address[1]}"


class _Handler(BaseHTTPRequestHandler):
    server_state: FileServer

    def do_GET(self) -> None:
        state = self.server_state
        wanted = self.headers.get("Range")
        state.requests.append((self.path, wanted))
        behaviour = state.behaviours.pop(0) if state.behaviours else Behaviour.GOOD
        content = state.files.get(self.path.lstrip("/"))
        if behaviour is Behaviour.FAILS or content is None:
            self.send_error(HTTPStatus.SERVICE_UNAVAILABLE if content else HTTPStatus.NOT_FOUND)
            return
        try:
            self._send(content, wanted, behaviour)
        except OSError:
            self.close_connection = True

    def _send(self, content: bytes, wanted: str | None, behaviour: Behaviour) -> None:
        state = self.server_state
        start = self._start(wanted, len(content), behaviour)
        if start is None:
            self.send_error(HTTPStatus.REQUESTED_RANGE_NOT_SATISFIABLE)
            return
        body = content[start:]
        self.send_response(HTTPStatus.PARTIAL_CONTENT if start else HTTPStatus.OK)
        if start:
            told = start + 1 if behaviour is Behaviour.WRONG_RANGE else start
            self.send_header("Content-Range", f"bytes {told}-{len(content) - 1}/{len(content)}")
        if behaviour is not Behaviour.NO_VALIDATOR:
            self.send_header("ETag", state.version)
        if behaviour not in (Behaviour.NO_LENGTH, Behaviour.ENDLESS):
            self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.close_connection = True
        if behaviour is Behaviour.ENDLESS:
            while not state.released.is_set():
                self.wfile.write(bytes(2**20))
        if behaviour in (Behaviour.BREAKS, Behaviour.STALLS):
            body = body[: len(body) // 2]
        self.wfile.write(body)
        self.wfile.flush()
        if behaviour is Behaviour.STALLS:
            state.released.wait(30)

    def _start(self, wanted: str | None, size: int, behaviour: Behaviour) -> int | None:
        match = re.fullmatch(r"bytes=(\d+)-", wanted or "")
        fits = self.headers.get("If-Range") in (None, self.server_state.version)
        if match is None or not fits or behaviour is Behaviour.NO_RANGES:
            return 0
        start = int(match[1])
        return start if start < size else None

    def log_message(self, *_words: object) -> None:
        """Keeps the test's output quiet."""
