"""The server behind `movierec-tui serve`: textual-serve's, which lets in the app's own page only, and not too often.

Needs the extra `serve`, so only `serving` imports it, when it serves.
"""

from __future__ import annotations

import json
import logging
import shlex
from collections.abc import Callable
from contextlib import redirect_stdout
from functools import partial
from sys import stderr, stdout
from typing import Any

from aiohttp import WSMsgType, web
from textual_serve.app_service import AppService
from textual_serve.server import Server, to_int

from movierec_tui.jobs.web_page import MOST_WINDOWS, Page, within_limits

_LOG = logging.getLogger(__name__)
_TOO_MANY = f"{MOST_WINDOWS} windows of the app are open, and more would take much memory. Close one and try again."


class Window(AppService):
    """The process of one browser window."""

    async def start(self, width: int, height: int) -> None:
        await super().start(*within_limits(width, height))

    async def run(self) -> None:
        try:
            await super().run()
        finally:
            # The page would wait for an app that broke.
            await self.remote_close()

    async def set_terminal_size(self, width: int, height: int) -> None:
        await super().set_terminal_size(*within_limits(width, height))


class PageServer(Server):
    """Textual's server without its greeting. What goes wrong in it or in the app is written to stderr.

    Args:
        page: what is served.
        command: starts the app.
        opened: is called when the page can be opened.
    """

    def __init__(self, page: Page, command: list[str], opened: Callable[[], None]) -> None:
        super().__init__(shlex.join(command), page.host, page.port, title="movierec", public_url=page.address)
        self._page = page
        self._opened = opened
        self._windows = 0

    def initialize_logging(self) -> None:
        """Logging stays as it is: warnings and errors, with their tracebacks, go to stderr."""

    def serve(self, debug: bool = False) -> None:
        # Textual's server prints the traceback of an app that broke to stdout, where programs expect JSON only.
        with redirect_stdout(stderr):
            super().serve(debug)

    async def on_startup(self, app: web.Application) -> None:
        app.on_response_prepare.append(self._add_headers)
        with redirect_stdout(stdout):
            self._opened()

    async def handle_index(self, request: web.Request) -> Any:
        self._refuse_others(request)
        self._refuse_too_many()
        return await super().handle_index(request)

    async def handle_websocket(self, request: web.Request) -> web.WebSocketResponse:
        """Runs the app for a window, until either of them ends."""
        self._refuse_others(request)
        if not self._page.may_connect(request.headers.get("Origin", "")):
            raise web.HTTPForbidden(text="Only the app's own page may connect to it.")
        self._refuse_too_many()
        self._windows += 1
        socket = web.WebSocketResponse(heartbeat=15)
        try:
            await socket.prepare(request)
            window = Window(
                self.command,
                write_bytes=socket.send_bytes,
                write_str=socket.send_str,
                close=partial(_close, socket),
                download_manager=self.download_manager,
            )
            try:
                await window.start(
                    to_int(request.query.get("width", ""), 80), to_int(request.query.get("height", ""), 24)
                )
                async for message in socket:
                    if message.type is WSMsgType.TEXT:
                        await _obey(message.data, window, socket)
            finally:
                await window.stop()
        except Exception:
            _LOG.exception("A window of the app has ended with an error:")
        finally:
            self._windows -= 1
        return socket

    async def _add_headers(self, _request: web.Request, response: web.StreamResponse) -> None:
        response.headers.update(self._page.headers)

    def _refuse_others(self, request: web.Request) -> None:
        if not self._page.may_be_called(request.host):
            raise web.HTTPForbidden(
                text=f"The app is served as {self._page.address}; `movierec-tui serve --url` names another address."
            )

    def _refuse_too_many(self) -> None:
        if self._windows >= MOST_WINDOWS:
            raise web.HTTPServiceUnavailable(text=_TOO_MANY)


async def _close(socket: web.WebSocketResponse) -> None:
    await socket.close()


async def _obey(text: str, window: Window, socket: web.WebSocketResponse) -> None:
    """Does what the page asks for; anything that it would not say is ignored."""
    try:
        message = json.loads(text)
    except (ValueError, RecursionError):
        return
    match message:
        case ["stdin", str(typed)]:
            await window.send_bytes(typed.encode("utf-8", "ignore"))
        case ["resize", {"width": int(width), "height": int(height)}]:
            await window.set_terminal_size(width, height)
        case ["ping", sent]:
            await socket.send_json(["pong", sent])
        case ["blur", *_]:
            await window.blur()
        case ["focus", *_]:
            await window.focus()
