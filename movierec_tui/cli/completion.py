"""What a shell offers when Tab is pressed: commands, options, and values from the database.

The scripts beside this module call the program with `_MOVIEREC_TUI_COMPLETE` set. A press of Tab must be answered at
once, and importing typer takes longer than that: `commands.json` has what is needed of the commands, and
`python -m bench.command_pages` writes it from them.
"""

from __future__ import annotations

import json
import os
import re
import sqlite3
import sys
from collections.abc import Iterable, Sequence
from pathlib import Path

from db.errors import StoreError
from db.personal.name_rules import ACTIVE_PERSON
from db.search.completing import Kind, films_of_profile, names_beginning

FILES = 3
"""The exit code that leaves it to the shell to offer files."""

_FOLDER = Path(__file__).parent
_FIELDS = {"genre": Kind.GENRE, "tag": Kind.TAG, "director": Kind.PERSON, "cast": Kind.PERSON}
"""Of `search`: director:kubrick."""
_TAKEN_BACK = {"unrate": "rating", "unhide": "hidden", "watchlist remove": "watchlist"}
"""What a profile must have said of a film for a command to be about it."""

_FILES = frozenset({"FILE", "PATH", "FOLDER"})

_READ_AS_THEY_ARE = re.compile(r"[\w.=-]*")
"""Words that need no quotes."""

Offers = list[tuple[str, str]]
"""Whole words, and what help says of each."""


def script(shell: str, database: Path) -> str:
    """The script that makes a shell complete our commands; `database` is for lines and environments that name none."""
    text = (_FOLDER / f"completion.{shell}").read_text(encoding="utf-8")
    path = str(database.absolute())
    escaped = path.replace("\\", "\\\\").replace("'", "\\'") if shell == "fish" else path.replace("'", "'\\''")
    return text.replace("'DATABASE'", f"'{escaped}'")


def complete(shell: str, arguments: Sequence[str]) -> int:
    """Prints what may follow a line, one word a line as the shell wants it, and gives the exit code.

    Args:
        shell: bash, zsh or fish.
        arguments: the line up to the cursor; for bash, then the characters that break words for readline.
    """
    text, breaks = (*arguments, "", "")[:2]
    words, quote, kept = read_line(text, breaks)
    try:
        found = offers(words)
    except (sqlite3.Error, StoreError, OSError):
        return 0
    if found is None:
        return FILES
    shown = in_bash(found, quote, kept) if shell == "bash" else (f"{word}\t{about}" for word, about in found)
    sys.stdout.reconfigure(encoding="utf-8", errors="surrogateescape")  # type: ignore[union-attr]
    sys.stdout.writelines(f"{each}\n" for each in shown)
    return 0


def read_line(text: str, breaks: str = "") -> tuple[list[str], str, str]:
    """Splits a line as shells do, as far as it is typed.

    Returns:
        The words, of which the last one is being typed; the quote in which it is still open, if any; and what readline
        leaves of it, as that completes from the last quote or character of `breaks` only.
    """
    words: list[str] = []
    word: str | None = None
    quote = kept = ""
    characters = iter(text)
    for char in characters:
        before = word or ""
        if char == "\\" and quote != "'":
            escaped = next(characters, "")
            word = before + (char + escaped if quote and escaped not in '"\\$`' else escaped)
        elif char == quote:
            quote, kept = "", before
        elif quote:
            word = before + char
        elif char in "'\"":
            quote, kept, word = char, before, before
        elif char.isspace():
            words += [] if word is None else [word]
            word, kept = None, ""
        else:
            word = before + char
            kept = word if char in breaks else kept
    return [*words, word or ""], quote, kept


def offers(words: Sequence[str]) -> Offers | None:
    """What may stand in the place of the last word; None for files.

    Raises:
        StoreError, sqlite3.Error: the database cannot be read.
    """
    commands = json.loads((_FOLDER / "commands.json").read_text(encoding="utf-8"))
    command, shared = commands[called := ""], commands["*"]["options"]
    database = awaited = ""
    options_end = False
    given: list[str] = []
    for word in words[1:-1]:
        name, equals, value = word.partition("=")
        if awaited:
            database = word if awaited == "--db" else database
            awaited = ""
        elif word.startswith("-") and not options_end:
            options_end = word == "--"
            database = value if name == "--db" and equals else database
            kind, _about = (command["options"] | shared).get(name, ("", ""))
            awaited = name if kind and not equals else ""
        elif not command["commands"]:
            given.append(word)
        elif word in command["commands"]:
            command = commands[called := f"{called} {word}".strip()]
        else:
            return []
    last = words[-1]
    path = _database(os.path.expandvars(database))
    options = command["options"] | shared
    if awaited:
        return _values(path, options[awaited][0], last)
    if last.startswith("-") and not options_end:
        name, equals, value = last.partition("=")
        if equals and name in options:
            values = _values(path, options[name][0], value)
            return values and [(f"{name}={each}", about) for each, about in values]
        return _beginning({option: about for option, (_kind, about) in options.items()}, last)
    if command["commands"]:
        return _beginning(command["commands"], last)
    return _argument(path, called, command["arguments"], given, last)


def _database(option: str) -> Path:
    """The database that a call uses; the scripts name the user's own one, as looking for it takes ten milliseconds."""
    if named := option or os.environ.get("MOVIEREC_DB", "").strip():
        return Path(named).expanduser()
    from movierec_tui.config import database_path  # noqa: PLC0415

    return database_path()


def _beginning(named: dict[str, str], start: str) -> Offers:
    return [(name, about) for name, about in named.items() if name.startswith(start)]


def _argument(path: Path, command: str, arguments: Sequence[str], given: Sequence[str], last: str) -> Offers | None:
    """What may be the next argument; a title's words are arguments of their own."""
    place = min(len(given), len(arguments) - 1)
    if place < 0 or (place < len(given) and "..." not in arguments[place]):
        return []
    name = arguments[place].strip("[]")
    if name == "TEXT...":
        field, colon, value = last.partition(":")
        if colon and field in _FIELDS:
            return [(f"{field}:{each}", about) for each, about in names_beginning(path, _FIELDS[field], value)]
    if name not in {"FILM...", "FILM... STARS", "TEXT..."}:
        return _values(path, name.removesuffix("...").removesuffix("S"), last)
    before = "".join(f"{word} " for word in given[place:])
    if said := _TAKEN_BACK.get(command):
        profile = None if _same(given[0], ACTIVE_PERSON) else given[0]
        titles = films_of_profile(path, profile, said, before + last)
    else:
        titles = names_beginning(path, Kind.FILM, before + last)
    return [(title[len(before) :], about) for title, about in titles if _same(title[: len(before)], before)]


def _same(one: str, other: str) -> bool:
    return one.casefold() == other.casefold()


def _values(path: Path, kind: str, start: str) -> Offers | None:
    """The values of what help calls `kind`, as `db.search.completing` does; None for files."""
    if kind in _FILES:
        return None
    fixed: Iterable[tuple[str, str]] = ()
    if kind == "DATASET":
        from data.catalogue import CATALOGUE  # noqa: PLC0415  (only here: time counts)

        fixed = ((entry.name, entry.title) for entry in CATALOGUE)
    elif kind in {"PROFILE", "USER"}:
        fixed = ((ACTIVE_PERSON, "the active profile"),)
    elif "|" in kind:
        fixed = ((choice, "") for choice in kind.strip("[]").split("|"))
    stored = names_beginning(path, Kind[kind], start) if kind in Kind.__members__ else []
    return [each for each in fixed if each[0].startswith(start)] + stored


def in_bash(found: Offers, quote: str, kept: str) -> list[str]:
    """The words as readline inserts them after what it keeps, in quotes where the shell would split or read them."""
    rest = [word[len(kept) :] for word, _about in found if _same(word[: len(kept)], kept)]
    if quote:
        return [_quoted(word, quote) for word in rest]
    if all(map(_READ_AS_THEY_ARE.fullmatch, rest)):
        return rest
    quote = '"' if any("'" in word for word in rest) else "'"
    return [f"{quote}{_quoted(word, quote)}{quote}" for word in rest]


def _quoted(word: str, quote: str) -> str:
    if quote == "'":
        return word.replace("'", "'\\''")
    return "".join(f"\\{char}" if char in '"\\$`' else char for char in word)
