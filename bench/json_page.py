"""docs/json.md and docs/json-schema.json, written from the types of the command line: `python -m bench.json_page`."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Literal

from pydantic import TypeAdapter

from movierec_tui.cli.json_types import ANSWERS, Error

DOCS = Path(__file__).parents[1] / "docs"

_OPENING = """\
# JSON

With `--json`, before or after any command, standard output is JSON alone: one value, or one a line for `train`.
Progress and notices go to standard error; `--quiet` leaves them out.

    movierec-tui search "star wars" --json | jq -r '.[] | "\\(.movie_id) \\(.title) (\\(.year))"'
    movierec-tui recommend 42 -n 50 --json | jq 'map(select(.predicted_rating > 4))'
    movierec-tui train --json | jq -c 'select(.val_rmse) | [.epoch, .val_rmse]'

The same thing has the same name everywhere:

| name | is |
|---|---|
| `title`, `year` | a film as people say it: "The Godfather", 1972 |
| `source_title` | as the data set writes it: "Godfather, The (1972)" |
| `movie_id`, `user_id`, `run_id` | what commands take; profiles have negative ids |
| `name` | a person's name; null for users of the data set |
| `rating`, `ratings`, `mean_rating`, `predicted_rating` | one in stars, a number of them, their mean, one to expect |
| `dataset` | the name of a data set |
| `path`, `bytes` | a file that was written, absolute; its size |
| `database` | the path of the database, absolute |

Times are ISO 8601 in UTC (`2026-01-31T18:30:00Z`). Every field is always there; null says that something is not known.
Later versions may add fields. [json-schema.json](json-schema.json) has all types as JSON Schema; both files are written
by `python -m bench.json_page`.

## Errors and exit codes

A command that fails prints one object as the last line of standard error, and nothing on standard output (`train`
prints its last event there):

    {"error": {"code": "ambiguous", "message": "...", "hint": null, "candidates": [{"movie_id": 50, ...}]}}

`hint` is a command that helps, `candidates` are the films that a title may mean. The codes are `usage` (the call is
wrong), `not_found`, `ambiguous`, `no_database`, `no_model`, `scale_unknown` (give `--scale`), `database`, `damaged`,
`data` (a file or a download), `model` (training or recommending), `job` (a child process failed), `refused`,
`cancelled`, `output` (it cannot be written) and `bug`.

| exit code | when |
|---|---|
| 0 | it is done; also where the reader of the output went away (`... \\| head`) |
| 1 | it failed; `check` and `repair` print their answer and end so, too, where something is wrong |
| 2 | the call is wrong |
| 130 | Ctrl+C |

## Answers

| command | answer |
|---|---|
"""


def schema() -> dict[str, Any]:
    """The JSON Schema of every command's answer, under `commands`, and of errors."""
    kinds = ANSWERS | {"error": Error}
    adapters: list[tuple[str, Literal["serialization"], TypeAdapter[Any]]] = [
        (name, "serialization", TypeAdapter(kind)) for name, kind in kinds.items()
    ]
    by_name, shared = TypeAdapter.json_schemas(adapters)
    commands = {name: by_name[name, "serialization"] for name in kinds}
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "What movierec-tui prints with --json",
        "error": commands.pop("error"),
        "commands": commands,
        "$defs": dict(sorted(shared["$defs"].items())),
    }


def json_page(described: dict[str, Any]) -> str:
    """The whole page."""
    rows = [f"| `{f'movierec-tui {name}'.strip()}` | {_kind(kind)} |" for name, kind in described["commands"].items()]
    types = [line for name, kind in described["$defs"].items() for line in _type_lines(name, kind)]
    return _OPENING + "\n".join([*rows, "", "## Types", "", *types])


def _type_lines(name: str, kind: dict[str, Any]) -> Iterator[str]:
    yield from (f"### {name}", "", kind.get("description", ""), "")
    yield from ("| field | type |", "|---|---|")
    yield from (f"| `{field}` | {_kind(each)} |" for field, each in kind["properties"].items())
    yield ""


_WORDS = {"string": "text", "integer": "whole number", "boolean": "true or false"}


def _kind(kind: dict[str, Any]) -> str:  # noqa: PLR0911
    """A type in words: "list of [Film](#film)", "text or null"."""
    match kind:
        case {"anyOf": list(kinds)}:
            return " or ".join(map(_kind, kinds))
        case {"$ref": str(place)}:
            name = place.rpartition("/")[2]
            return f"[{name}](#{name.lower()})"
        case {"enum": list(values)}:
            return ", ".join(f"`{json.dumps(value)}`" for value in values)
        case {"const": value}:
            return f"`{json.dumps(value)}`"
        case {"type": "array", "items": dict(items)}:
            return f"list of {_kind(items)}"
        case {"type": "object", "additionalProperties": dict(values)}:
            return f"object: {_kind(values)} by name"
        case _:
            name = str(kind.get("type", "any"))
            return _WORDS.get(name, name)


def schema_text() -> str:
    """The file with the schema."""
    return json.dumps(schema(), indent=2, ensure_ascii=False) + "\n"


def page_text() -> str:
    """The page."""
    return json_page(schema()).rstrip("\n") + "\n"


if __name__ == "__main__":
    (DOCS / "json-schema.json").write_text(schema_text(), encoding="utf-8")
    (DOCS / "json.md").write_text(page_text(), encoding="utf-8")
