"""A person's own keys: read from a file, checked against the action registry, and written as people call keys."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches
from pathlib import Path
from types import MappingProxyType

from textual.binding import Binding
from textual.keys import Keys, format_key, key_to_character

from movierec_tui.config import small_text
from movierec_tui.errors import FrontError
from movierec_tui.tui.keys.actions import ACTION_OF_ID, ACTIONS, Action, Context, actions_for

_MOST_TROUBLES = 50
_MODIFIERS = frozenset({"ctrl", "shift", "alt", "meta", "super", "hyper"})
_NAMED = frozenset(key.value for key in Keys)
_SIGNS = frozenset(
    binding.key
    for sign in map(chr, range(33, 127))
    if not sign.isalnum()
    for binding in Binding.make_bindings([Binding("comma" if sign == "," else sign, "", "")])
)
"""Textual's names for what a keyboard has beside letters, digits and space: "slash", "plus"."""

_WRITTEN: Mapping[str, str] = {
    "enter": "⏎",
    "escape": "esc",
    "shift+tab": "⇧tab",
    "shift+left": "⇧←",
    "shift+right": "⇧→",
    "shift+up": "⇧↑",
    "shift+down": "⇧↓",
    "pageup": "PgUp",
    "pagedown": "PgDn",
    "home": "Home",
    "end": "End",
    "delete": "Del",
    "f1": "F1",
}

_BOXES = frozenset(
    {
        Context.QUERY,
        Context.MAP_QUERY,
        Context.PATH,
        Context.NAME,
        Context.PICTURE,
        Context.COMMANDS,
        Context.CHOOSING_FILMS,
    }
)
"""Where a letter is text."""

_LIST = frozenset({Context.LIST, Context.CHOICE})
_ROWS = _LIST | {Context.FILM}
_FORM = frozenset({Context.FIELDS, Context.GENRES, Context.OPTION})
_SCREENS: tuple[frozenset[Context], ...] = (
    _ROWS | {Context.SEARCH, Context.QUERY},
    _ROWS | {Context.MOVIE, Context.PANELS},
    _LIST | {Context.USERS},
    _ROWS | {Context.USER, Context.PANELS},
    frozenset({Context.MAP, Context.MAP_QUERY}),
    _ROWS | {Context.TASTE, Context.TASTE_GRID},
    _LIST | {Context.COMPARE},
    _LIST | {Context.TRAINING},
    _LIST | {Context.DATA, Context.PATH},
    frozenset({Context.STRIP, Context.STARS}),
    frozenset({Context.QUICK, Context.STARS}),
    _ROWS | _FORM | {Context.RECOMMENDATIONS, Context.FOR_YOU, Context.PANELS},
    _ROWS | _FORM | {Context.RECOMMENDATIONS, Context.TOGETHER, Context.PANELS},
    _ROWS | {Context.IMPORT, Context.PATH, Context.PANELS},
)
"""Whose keys work at the same time; those of everywhere come to each of these."""

_FOCUSED: tuple[frozenset[Context], ...] = (
    _ROWS,
    frozenset({Context.QUERY}),
    frozenset({Context.PATH}),
    frozenset({Context.MAP_QUERY}),
    frozenset({Context.TASTE_GRID}),
    frozenset({Context.FIELDS, Context.GENRES}),
    frozenset({Context.FIELDS, Context.OPTION}),
)
"""Whose keys work only while their own widget has the focus: of these, one group at a time."""

_DIALOGS: tuple[frozenset[Context], ...] = (
    frozenset({Context.COMMANDS}),
    frozenset({Context.CHOOSING_FILMS}),
    *(
        _LIST | {dialog}
        for dialog in (
            Context.ABOUT_FILM,
            Context.WHY,
            Context.BOTH,
            Context.PROFILES,
            Context.SAVED,
            Context.RECENT,
            Context.PEOPLE,
            Context.WHICH_FILM,
            Context.SCALE,
            Context.LIBRARIES,
            Context.LOOKS,
        )
    ),
)
"""The same, where only the dialog's own keys work."""


@dataclass(frozen=True, slots=True)
class KeyMap:
    """The keys that differ from the registry's.

    Attributes:
        changed: keys by action id, separated by commas, as Textual names them.
        troubles: what of the file was not taken, a sentence each.
    """

    changed: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    troubles: tuple[str, ...] = ()

    def keys(self, action: Action) -> list[str]:
        """The action's keys, as Textual names them."""
        return _split(self.changed.get(action.id, action.keys))

    def shown(self, action: Action) -> str:
        """The action's keys in few letters, for the app: "⏎", "↑ k", "^p"."""
        if action.id not in self.changed and action.shown_key:
            return action.shown_key
        return " ".join(map(written, self.keys(action)))

    def every_key(self, action: Action) -> list[str]:
        """Each of the action's keys as people call it."""
        return list(map(written, self.keys(action)))


def written(key: str) -> str:
    """A key as people call it: "question_mark" is "?"."""
    if key in _WRITTEN:
        return _WRITTEN[key]
    before, plus, last = key.rpartition("+")
    name = format_key(last)
    if before == "ctrl":
        return f"^{name}"
    return f"{before}{plus}{name}"


def read_key_map(path: Path) -> KeyMap:
    """The keys that the file gives; without a file, the registry's own. What cannot be taken is left as it was."""
    try:
        text = small_text(path)
    except FileNotFoundError:
        return KeyMap()
    except (OSError, UnicodeDecodeError) as error:
        return KeyMap(troubles=(f"{path} cannot be read ({_reason(error)}), so your keys are not used.",))
    import tomllib  # noqa: PLC0415  (most people have no such file, and the first screen would wait for it)

    try:
        return key_map_from(tomllib.loads(text), path.name)
    except (ValueError, RecursionError) as error:
        # A number of thousands of digits, or lists in lists, are TOML, too.
        return KeyMap(troubles=(f"{path} is not TOML ({error}), so your keys are not used.",))


def key_map_from(tables: Mapping[str, object], file: str) -> KeyMap:
    """The keys out of what a TOML file of this name holds: `"film.rate" = "r,ctrl+r"`, quoted or not."""
    wanted: dict[str, str] = {}
    troubles: list[str] = []
    for action_id, keys in _flat(tables, ""):
        if len(troubles) >= _MOST_TROUBLES:
            troubles.append(f"{file}: what follows is not read, as it has {_MOST_TROUBLES} errors before.")
            break
        if trouble := _misread(action_id, keys):
            troubles.append(f"{file}: {trouble}")
        else:
            wanted[action_id] = ",".join(_split(str(keys)))
    while clash := _first_clash(wanted):
        action, key, other = clash
        del wanted[action.id]
        troubles.append(
            f"{file}: {written(key)} for {action.id} is the key of {other.id} already; {action.id} keeps "
            f"{' '.join(KeyMap().every_key(action))}."
        )
    changed = {name: keys for name, keys in wanted.items() if _split(keys) != _split(ACTION_OF_ID[name].keys)}
    return KeyMap(MappingProxyType(changed), tuple(troubles))


def template() -> str:
    """A file that changes nothing yet: every action with its keys, commented out."""
    lines = [
        "# Keys of movierec-tui. Take the # off a line and change what stands behind the =.",
        "# Several keys are separated by commas. Names of keys: letters, ctrl+x, f2, enter, escape, space, tab,",
        "# left, right, up, down, pageup, pagedown, home, end, delete, backspace, and any sign such as / or ?.",
    ]
    for context in Context:
        lines += ["", f"# {context.value}"]
        lines += [f'#"{action.id}" = "{action.keys}"  # {action.help}' for action in actions_for(context)]
    return "\n".join(lines) + "\n"


def write_template(path: Path) -> None:
    """Writes the template where nothing is yet.

    Raises:
        FrontError: there is a file already, or none can be written.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("x", encoding="utf-8") as file:
            file.write(template())
    except FileExistsError:
        raise FrontError(f"{path} is there already; edit it, or move it away and try again.") from None
    except OSError as error:
        raise FrontError(f"{path} cannot be written: {_reason(error)}.") from error


def meets(one: Context, other: Context) -> bool:
    """Whether keys of both contexts can work at the same time."""
    if one is other:
        return True
    if all(any(context in group for group in _FOCUSED) for context in (one, other)) and not any(
        {one, other} <= group for group in _FOCUSED
    ):
        return False
    if Context.EVERYWHERE in (one, other):
        return any({one, other} - {Context.EVERYWHERE} <= screen for screen in _SCREENS)
    return any({one, other} <= place for place in (*_SCREENS, *_DIALOGS))


def _flat(tables: Mapping[str, object], before: str) -> Iterator[tuple[str, object]]:
    """What an unquoted `film.rate = "r"` makes of tables in tables, by action id again."""
    for name, value in tables.items():
        if isinstance(value, dict):
            yield from _flat(value, f"{before}{name}.")
        else:
            yield f"{before}{name}", value


def _misread(action_id: str, keys: object) -> str:
    """Why an entry cannot be taken; empty where it can."""
    action = ACTION_OF_ID.get(action_id)
    if action is None:
        return f"there is no action {action_id!r}{_similar(action_id)}; `movierec-tui keys` lists them."
    if not isinstance(keys, str) or not keys.replace(",", "").strip():
        return f'{action_id} needs keys in quotes, such as "{action.keys}".'
    for key in _split(keys):
        if not _is_key(key):
            return f"{key!r} for {action_id} is no key; write it as in ctrl+x, f2, space or a letter."
        if _is_letter(key) and (action.priority or action.context in _BOXES):
            return f"{written(key)} for {action_id} would be a letter in a box; use a key such as ctrl+x."
    return ""


def _similar(action_id: str) -> str:
    close = get_close_matches(action_id, ACTION_OF_ID, 1)
    return f" (do you mean {close[0]}?)" if close else ""


def _split(keys: str) -> list[str]:
    named = [key.strip() for key in keys.split(",") if key.strip()]
    return [_one_way(binding.key) for binding in Binding.make_bindings([Binding(",".join(named), "", "")])]


def _one_way(key: str) -> str:
    """Terminals send shift and a letter as a capital, and control with a small one."""
    before, _plus, last = key.rpartition("+")
    if len(last) == 1 and last.isalpha():
        if before == "shift":
            return last.upper()
        if before == "ctrl":
            return f"ctrl+{last.lower()}"
    return key


def _is_key(key: str) -> bool:
    if key in _NAMED:
        return True
    *modifiers, last = key.split("+")
    known = last in _NAMED | _SIGNS or len(last) == 1 or key_to_character(last) is not None
    return known and set(modifiers) <= _MODIFIERS


def _is_letter(key: str) -> bool:
    return key == "space" or key in _SIGNS or (len(key) == 1 and key.isprintable())


def _first_clash(wanted: dict[str, str]) -> tuple[Action, str, Action] | None:
    """The last changed action that takes another one's key, so that what stands first in the file wins."""
    for action_id in reversed(wanted):
        action = ACTION_OF_ID[action_id]
        new = [key for key in _split(wanted[action_id]) if key not in _split(action.keys)]
        for other in ACTIONS:
            if other.id != action_id and (action.priority or other.priority or meets(action.context, other.context)):
                for key in _split(wanted.get(other.id, other.keys)):
                    if key in new:
                        return action, key, other
    return None


def _reason(error: Exception) -> str:
    return (error.strerror or str(error)) if isinstance(error, OSError) else "it is not UTF-8 text"
