"""The app as a web page: one process of the app for each window that is open."""

from __future__ import annotations

import asyncio
import os
import shlex
import socket
from collections.abc import Callable
from dataclasses import dataclass
from ipaddress import ip_address
from pathlib import Path

from movierec_tui.errors import FrontError
from movierec_tui.jobs.children import python_module

DEFAULT_HOST = "127.0.0.1"
DEFAULT_PORT = 8000


@dataclass(frozen=True, slots=True)
class Page:
    """What is served, and where; `url` is where browsers find it, if that is not host and port."""

    database: Path
    host: str = DEFAULT_HOST
    port: int = DEFAULT_PORT
    url: str | None = None
    in_words: bool = False

    @property
    def address(self) -> str:
        """What people type into their browser."""
        return (self.url or _address(self.host, self.port)).rstrip("/")

    @property
    def is_private(self) -> bool:
        """Whether only this machine can reach it."""
        if self.host == "localhost":
            return True
        try:
            return ip_address(self.host).is_loopback
        except ValueError:
            return False

    def may_connect(self, origin: str) -> bool:
        """Whether a script from this address may use the app: only the page's own may, not another site's."""
        own = {self.address}
        if self.is_private:
            own |= {_address(name, self.port) for name in ("localhost", "127.0.0.1", "::1")}
        return origin.lower() in own


def _address(host: str, port: int) -> str:
    name = f"[{host}]" if ":" in host else host
    return f"http://{name}" if port == 80 else f"http://{name}:{port}"


def serve(page: Page, opened: Callable[[], None]) -> None:
    """Serves the page until Ctrl-C; calls `opened` when it can be opened.

    Raises:
        FrontError: the extra is not installed, or the port is not free.
    """
    listen(page.host, page.port).close()
    try:
        from aiohttp import web  # noqa: PLC0415  (an extra)
        from textual_serve.server import Server  # noqa: PLC0415
    except ImportError:
        raise FrontError(
            "`movierec-tui serve` needs the extra `serve`: pip install 'movierec-tui[serve]' "
            "(in this project's folder: .venv/bin/pip install -c constraints.txt -e '.[serve]')."
        ) from None

    class PageServer(Server):  # type: ignore[misc]
        """Textual's server without its greeting and log, which connects nothing but the app's own page."""

        def initialize_logging(self) -> None: ...

        async def on_startup(self, _app: web.Application) -> None:
            opened()

        async def handle_websocket(self, request: web.Request) -> web.WebSocketResponse:
            if not page.may_connect(request.headers.get("Origin", "")):
                raise web.HTTPForbidden(text="Only the app's own page may connect to it.")
            return await super().handle_websocket(request)

    command = python_module("movierec_tui.tui", str(page.database.absolute()))
    if page.in_words:
        command.append("--plain")
    asyncio.set_event_loop(asyncio.new_event_loop())
    PageServer(shlex.join(command), page.host, page.port, title="movierec", public_url=page.address).serve()


def listen(host: str, port: int) -> socket.socket:
    """A socket that listens on the port.

    Raises:
        FrontError: another program listens there, or it is not allowed.
    """
    try:
        family, *_, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
    except OSError:
        raise FrontError(f"There is no address {host!r}; without --host it is {DEFAULT_HOST}.") from None
    try:
        return socket.create_server(address, family=family)
    except OSError as error:
        reason = os.strerror(error.errno) if error.errno else error
        raise FrontError(f"Port {port} of {host} is not free ({reason}); choose another with --port.") from None
