"""The app as a web page: its address, who may use it, and how much of it."""

from __future__ import annotations

from dataclasses import dataclass
from ipaddress import ip_address
from pathlib import Path
from urllib.parse import urlsplit

DEFAULT_HOST = "127.0.0.1"
DEFAULT_PORT = 8000
MOST_WINDOWS = 6
"""Each is a process of about 110 MB."""
SMALLEST, LARGEST = (20, 8), (500, 200)
"""Columns and rows of a window: the app keeps each cell of its screen in memory."""


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

    @property
    def headers(self) -> dict[str, str]:
        """What a browser is told with every answer: nothing comes from elsewhere, and no other page shows this one.

        Textual's page asks another host for a font, and the terminal in it takes one of the system's where that fails.
        Clicks on another site's page that shows the app in a frame would be clicks here, and each frame is a process.
        """
        scheme, _, host = self.address.partition("://")
        own = f"'self' {scheme}://{host.partition('/')[0]}"
        socket = own.split()[1].replace("http", "ws", 1)
        policy = (
            f"default-src {own}; script-src {own} 'unsafe-inline'; style-src {own} 'unsafe-inline';"
            f" connect-src {own} {socket}; img-src {own} data:; base-uri 'none'; form-action 'none';"
            " frame-ancestors 'none'"
        )
        return {"Content-Security-Policy": policy, "X-Frame-Options": "DENY", "X-Content-Type-Options": "nosniff"}

    def may_connect(self, origin: str) -> bool:
        """Whether a script from this address may use the app: only the page's own may, not another site's."""
        return origin.lower() in self._own_origins()

    def may_be_called(self, host: str) -> bool:
        """Whether this is a name of the page: another one may be a name of another site that points here by now."""
        own = {urlsplit(origin).netloc for origin in (*self._own_origins(), _address(self.host, self.port))}
        return host.lower() in own

    def _own_origins(self) -> set[str]:
        own = {self.address.lower()}
        if self.is_private:
            own |= {_address(name, self.port) for name in ("localhost", "127.0.0.1", "::1")}
        return own


def within_limits(width: int, height: int) -> tuple[int, int]:
    """The size of a terminal, as near as the app allows."""
    return (
        min(max(width, SMALLEST[0]), LARGEST[0]),
        min(max(height, SMALLEST[1]), LARGEST[1]),
    )


def _address(host: str, port: int) -> str:
    name = f"[{host}]" if ":" in host else host
    return f"http://{name}" if port == 80 else f"http://{name}:{port}"
