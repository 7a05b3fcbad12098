"""Serves the app as a web page: one process of the app for each window that is open."""

from __future__ import annotations

import asyncio
import os
import socket
from collections.abc import Callable

from movierec_tui.errors import FrontError
from movierec_tui.jobs.children import python_module
from movierec_tui.jobs.web_page import DEFAULT_HOST, Page


def serve(page: Page, opened: Callable[[], None]) -> None:
    """Serves the page until Ctrl-C; calls `opened` when it can be opened.

    Raises:
        FrontError: the extra is not installed, or the port is not free.
    """
    listen(page.host, page.port).close()
    try:
        from movierec_tui.jobs.web_server import PageServer  # noqa: PLC0415  (needs an extra)
    except ImportError:
        raise FrontError(
            "The app in a browser needs the extra `serve`: pip install 'movierec-tui[serve]' "
            "(in this project's folder: .venv/bin/pip install -c constraints.txt -e '.[serve]')."
        ) from None

    command = python_module("movierec_tui.tui", str(page.database.absolute()))
    if page.in_words:
        command.append("--plain")
    asyncio.set_event_loop(asyncio.new_event_loop())
    PageServer(page, command, opened).serve()


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
