"""What is written from the commands: the man page, and what completion reads. `python -m bench.command_pages`."""

from __future__ import annotations

import inspect
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import typer

from movierec_tui.cli.configuration import VARIABLES
from movierec_tui.cli.options import SHARED_OPTIONS, argument_name, described
from movierec_tui.cli.root import cli

ROOT = Path(__file__).parents[1]
MAN_PAGE = ROOT / "docs" / "movierec-tui.1"
COMMANDS = ROOT / "movierec_tui" / "cli" / "commands.json"

_WHOLE = 1000

_OPENING = """\
.\\" Written by `python -m bench.command_pages`.
.TH MOVIEREC\\-TUI 1
.SH NAME
movierec\\-tui \\- a movie recommender for the terminal
.SH SYNOPSIS
.B movierec\\-tui
[OPTIONS] [COMMAND [ARGS]...]
.SH DESCRIPTION
Finds films, shows what is like them, and recommends films from a model that it trains itself.
Without a command, the app opens; without a terminal, a sample of it is printed.
"""
_CLOSING = """\
.SH EXIT STATUS
.TP
.B 0
It is done; also where the reader of the output went away.
.TP
.B 1
It failed, and one sentence says why; also where \\fBcheck\\fR or \\fBrepair\\fR leave something wrong.
.TP
.B 2
The call is wrong.
.TP
.B 130
Ctrl+C.
"""


def tree_text() -> str:
    """The file that completion reads, a command a line: its options, arguments and inner commands; `*` is for all."""
    root: Any = typer.main.get_command(cli)
    described = {"*": {"options": _options(root, shared=True)}, **dict(_described_commands(root))}
    lines = [f"{json.dumps(path)}: {json.dumps(each, ensure_ascii=False)}" for path, each in described.items()]
    return "{\n" + ",\n".join(lines) + "\n}\n"


def _described_commands(command: Any, path: str = "") -> Iterator[tuple[str, dict[str, Any]]]:
    inner = getattr(command, "commands", {})
    arguments = [argument_name(each) for each in command.params if each.param_type_name == "argument"]
    names = {name: each.get_short_help_str(_WHOLE) for name, each in inner.items()}
    yield path, {"options": _options(command), "arguments": arguments, "commands": names}
    for name, each in inner.items():
        yield from _described_commands(each, f"{path} {name}".strip())


def _options(command: Any, *, shared: bool = False) -> dict[str, tuple[str, str]]:
    """What each option's value is called, empty for a flag, and its help."""
    with _context(command) as context:
        return {
            name: ("" if each.is_flag else described(each, context)[0].split()[-1], each.help)
            for each in command.get_params(context)
            if each.param_type_name == "option" and (each.opts[0] in SHARED_OPTIONS) == shared
            for name in sorted(each.opts)  # click keeps those of help in a set
        }


def man_page() -> str:
    """The whole page."""
    root: Any = typer.main.get_command(cli)
    groups: dict[str, list[Any]] = {}
    for command in root.commands.values():
        groups.setdefault(command.rich_help_panel, []).append(command)
    lines = [_OPENING + ".SH OPTIONS", *_parameters(root, shared=True), *_parameters(root), ".SH COMMANDS"]
    for heading, commands in groups.items():
        lines += [f".SS {heading}", *(line for each in commands for line in _command(each))]
    lines += [".SH ENVIRONMENT"]
    lines += [line for name, meaning in VARIABLES.items() for line in (".TP", f".B {name}", _roff(meaning))]
    lines += [_CLOSING + ".SH EXAMPLES", *_examples(root)]
    return "\n".join(lines) + "\n"


def _command(command: Any, path: str = "") -> Iterator[str]:
    name = f"{path} {command.name}".strip()
    inner = getattr(command, "commands", {})
    if not inner or command.invoke_without_command:
        with _context(command) as context:
            pieces = [piece for piece in command.collect_usage_pieces(context)[1:] if not inner]
        yield from (".TP", f"\\fB{_roff(name)}\\fR {_roff(' '.join(pieces))}".rstrip())
        yield from map(_roff, (" ".join(part.split()) for part in inspect.cleandoc(command.help).split("\n\n")))
        yield from (".RS", *_parameters(command), *_examples(command), ".RE")
    for each in inner.values():
        yield from _command(each, name)


def _parameters(command: Any, *, shared: bool = False) -> Iterator[str]:
    with _context(command) as context:
        for each in command.get_params(context):
            if (each.opts[0] in SHARED_OPTIONS) == shared:
                name, sentence = described(each, context)
                yield from (".TP", f".B {_roff(name)}", _roff(" ".join(sentence.split())))


def _examples(command: Any) -> Iterator[str]:
    _heading, *calls = [line.strip() for line in command.epilog.replace("\b", "").strip().splitlines()]
    yield from (".PP", ".nf", *map(_roff, calls), ".fi")


def _context(command: Any) -> Any:
    return command.make_context(command.name or "movierec-tui", [], resilient_parsing=True)


def _roff(text: str) -> str:
    escaped = text.replace("\\", "\\e").replace("-", "\\-").replace("'", "\\(aq").replace("`", "\\(ga")
    return f"\\&{escaped}" if escaped.startswith(".") else escaped


if __name__ == "__main__":
    MAN_PAGE.write_text(man_page(), encoding="utf-8")
    COMMANDS.write_text(tree_text(), encoding="utf-8")
