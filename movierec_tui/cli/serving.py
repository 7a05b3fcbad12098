"""The command for a browser: serve."""
# ruff: noqa: PLC0415  (a command imports what it uses when it runs)

from __future__ import annotations

from typing import Annotated

import typer

from movierec_tui.cli.options import Database, Json, examples, invocation
from movierec_tui.cli.output import PLAIN, notice, print_json, say
from movierec_tui.jobs.web_page import DEFAULT_HOST, DEFAULT_PORT, Page


def add_to(app: typer.Typer) -> None:
    """Adds this group's commands."""
    app.command(epilog=examples("serve", "serve --port 8765"))(serve)


def serve(
    ctx: typer.Context,
    *,
    port: Annotated[int, typer.Option("--port", min=1, max=65535, metavar="PORT")] = DEFAULT_PORT,
    host: Annotated[str, typer.Option("--host", metavar="ADDRESS", help="Where to listen.")] = DEFAULT_HOST,
    url: Annotated[
        str | None,
        typer.Option(
            "--url",
            metavar="URL",
            help="Where browsers find it [default: http://ADDRESS:PORT].",
            show_default=False,
        ),
    ] = None,
    db: Database = None,
    as_json: Json = False,
) -> None:
    """Show the app in a browser, on this machine only unless --host says otherwise.

    There is no password: whoever can reach the address uses the app as you do.
    """
    call = invocation(ctx, db, as_json)
    page = Page(call.database, host, port, url, in_words=PLAIN.get())
    from movierec_tui.jobs.web_page import serve as serve_page

    def opened() -> None:
        if not page.is_private:
            notice(
                f"Warning: {host} can be reached from other machines, there is no password, and nothing is "
                "encrypted. Whoever opens the page can read and change this database."
            )
        if call.as_json:
            print_json(
                {"url": page.address, "private": page.is_private, "database": call.database.absolute()}
            )
            return
        only = ", from this machine only" if page.is_private else ""
        say(f"movierec is at {page.address}{only}. Ctrl-C ends it.")

    serve_page(page, opened)
