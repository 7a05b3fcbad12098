"""The app as a web page: one process of the app for each window that is open."""

from __future__ import annotations

import shlex
import socket
import sys
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from ipaddress import ip_address
from pathlib import Path
from typing import Any

from movierec_tui.errors import FrontError

DEFAULT_HOST = "127.0.0.1"
DEFAULT_PORT = 8000


@dataclass(frozen=True, slots=True)
class Page:
    """What is served, and where.

    Attributes:
        database: of the app.
        host: the address that is listened on.
        port: and its port.
        url: where browsers find it; None where that is the host and the port.
        in_words: figures in place of drawn stars.
    """

    database: Path
    host: str = DEFAULT_HOST
    port: int = DEFAULT_PORT
    url: str | None = None
    in_words: bool = False

    @property
    def address(self) -> str:
        """What a browser is given."""
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

    @property
    def origins(self) -> frozenset[str]:
        """The pages that may speak to the app: this one, and by no other site's script."""
        own = {self.address}
        if self.is_private:
            own |= {_address(name, self.port) for name in ("localhost", "127.0.0.1", "::1")}
        return frozenset(own)


def _address(host: str, port: int) -> str:
    name = f"[{host}]" if ":" in host else host
    return f"http://{name}" if port == 80 else f"http://{name}:{port}"


def serve(page: Page, opened: Callable[[], None]) -> None:
    """Serves the page until Ctrl-C.

    Args:
        page: what and where.
        opened: is called when the port is ours.

    Raises:
        FrontError: the extra is not installed, or the port cannot be had.
    """
    listening = listen(page.host, page.port)
    try:
        from aiohttp import web  # noqa: PLC0415  (an extra)
        from textual_serve.server import Server  # noqa: PLC0415
    except ImportError:
        listening.close()
        raise FrontError(
            "`movierec-tui serve` needs the extra `serve`: pip install 'movierec-tui[serve]' "
            "(in this project's folder: .venv/bin/pip install -c constraints.txt -e '.[serve]')."
        ) from None
    opened()
    server = Server(_command(page), page.host, page.port, title="movierec", public_url=page.address)

    async def made() -> Any:
        app = await server._make_app()
        app.on_startup.clear()  # its greeting
        app.middlewares.append(web.middleware(own_pages_only(page.origins, web.HTTPForbidden)))
        return app

    web.run_app(made(), sock=listening, print=None)


def listen(host: str, port: int) -> socket.socket:
    """A socket that listens on the port.

    Raises:
        FrontError: somebody else listens there, or it is not allowed.
    """
    try:
        family, kind, protocol, _name, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
    except OSError:
        raise FrontError(f"There is no address {host!r}; without --host it is {DEFAULT_HOST}.") from None
    listening = socket.socket(family, kind, protocol)
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listening.bind(address)
        listening.listen()
    except OSError as error:
        listening.close()
        raise FrontError(
            f"Port {port} of {host} cannot be had ({error.strerror or error}); choose another with --port."
        ) from None
    return listening


def _command(page: Page) -> str:
    """The app's command for the shell that starts it."""
    words = [sys.executable, "-m", "movierec_tui.tui.__main__", str(page.database.absolute())]
    return shlex.join([*words, "--plain"] if page.in_words else words)


Handler = Callable[[Any], Awaitable[Any]]


def own_pages_only(
    origins: frozenset[str], forbidden: Callable[..., Exception]
) -> Callable[[Any, Handler], Awaitable[Any]]:
    """Lets no other web site's script speak to the app: browsers name the site, and only ours may."""

    async def checked(request: Any, handler: Handler) -> Any:
        if request.path == "/ws" and request.headers.get("Origin", "").lower() not in origins:
            raise forbidden(text="Only the app's own page may speak to it.")
        return await handler(request)

    return checked
