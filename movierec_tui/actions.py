"""Every action of the app: keys, names and help. Bindings, footer, help and palette all come from here."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from textual.binding import Binding, BindingType


class Context(StrEnum):
    """Where an action applies, the nearest first; the value is the heading in the help."""

    QUERY = "In the search box"
    SEARCH = "Search"
    MOVIE = "Film"
    USERS = "Users"
    USER = "User"
    TRAINING = "Training"
    DATA = "Data set"
    DIALOG = "Dialog"
    PANELS = "Lists side by side"
    CHOICE = "In a list to choose from"
    LIST = "In a list"
    EVERYWHERE = "Everywhere"


@dataclass(frozen=True, slots=True)
class Action:
    """One thing a person can do.

    Attributes:
        id: names the action in a key map.
        keys: the keys, separated by commas; the first one is shown.
        command: the Textual action that does it, seen from the context's screen or widget.
        label: a word or two for the footer.
        help: one sentence.
        context: where it applies.
        title: its name in the command palette; empty keeps it out, for what only makes sense as a key.
        footer: its place in the footer, lower first; 0 keeps it out.
        shown_key: how the key is written where the first of `keys` says it badly.
        priority: whether the keys work before anything that has the focus sees them.
    """

    id: str
    keys: str
    command: str
    label: str
    help: str
    context: Context
    title: str = ""
    footer: int = 0
    shown_key: str = ""
    priority: bool = False


_E, _L, _P = Context.EVERYWHERE, Context.LIST, Context.PANELS
_C, _B = Context.CHOICE, Context.QUERY
_S, _M, _US, _U = Context.SEARCH, Context.MOVIE, Context.USERS, Context.USER
_T, _D, _Q = Context.TRAINING, Context.DATA, Context.DIALOG

ACTIONS: tuple[Action, ...] = (
    Action(
        "search.focus", "slash", "app.focus_search", "Search",
        "Goes to the search box, from anywhere.", _E, "Search films", footer=45, shown_key="/",
    ),
    Action(
        "go.search", "1", "app.go('search')", "Search",
        "Shows the search screen.", _E, "Go to Search",
    ),
    Action(
        "go.users", "2", "app.go('users')", "Users",
        "Shows the people of the data set.", _E, "Go to Users",
    ),
    Action(
        "go.training", "3", "app.go('training')", "Training",
        "Shows training and the list of runs.", _E, "Go to Training",
    ),
    Action(
        "go.data", "4", "app.go('data')", "Data set",
        "Shows the data sets that can be used.", _E, "Choose a data set",
    ),
    Action(
        "app.back", "escape", "app.back", "Back",
        "Goes one step back.", _E, footer=60, shown_key="esc",
    ),
    Action(
        "app.help", "f1,question_mark", "app.help", "Help",
        "Shows the keys of the screen you are on.", _E, "Show the keys", footer=80, shown_key="?",
    ),
    Action(
        "app.palette", "ctrl+p", "app.command_palette", "Commands",
        "Finds any action, and any film, by its name.", _E, footer=90, shown_key="^p",
    ),
    Action(
        "app.theme", "ctrl+t", "app.light_or_dark", "Light/dark",
        "Turns the light theme on or off.", _E, "Light or dark theme", shown_key="^t",
    ),
    Action(
        "app.quit", "q", "app.leave", "Quit",
        "Ends the app; asks first while a training runs.", _E, "Quit",
    ),
    Action(
        "app.quit_anywhere", "ctrl+q", "app.leave", "Quit",
        "The same, even from a box or a question.", _E, shown_key="^q", priority=True,
    ),
    Action(
        "list.open", "enter", "open", "Open", "Opens the row under the cursor.", _L, footer=10, shown_key="⏎",
    ),
    Action(
        "choice.take", "enter", "open", "Choose", "Takes the row under the cursor.", _C, footer=10, shown_key="⏎",
    ),
    Action("list.up", "up,k", "cursor_up", "Up", "Moves one row up.", _L, shown_key="↑ k"),
    Action("list.down", "down,j", "cursor_down", "Down", "Moves one row down.", _L, shown_key="↓ j"),
    Action(
        "list.page_up", "pageup,ctrl+b", "page_up", "Page up", "Moves one page up.", _L, shown_key="PgUp",
    ),
    Action(
        "list.page_down", "pagedown,ctrl+f", "page_down", "Page down", "Moves one page down.", _L,
        shown_key="PgDn",
    ),
    Action("list.first", "home,g", "first", "First", "Goes to the first row.", _L, shown_key="Home g"),
    Action("list.last", "end,G", "last", "Last", "Goes to the last row.", _L, shown_key="End G"),
    Action(
        "panels.next", "tab,right,l", "next_panel", "Next list",
        "Goes to the next list of the screen.", _P, "Next list", footer=20, shown_key="tab",
    ),
    Action(
        "panels.previous", "shift+tab,left,h", "previous_panel", "Previous list",
        "Goes to the previous list of the screen.", _P, "Previous list", shown_key="⇧tab",
    ),
    Action("query.open", "enter", "submit", "Open", "Opens the first film.", _B, footer=10, shown_key="⏎"),
    Action(
        "query.results", "down,pagedown", "screen.enter_results", "Results",
        "Goes from the box into the results.", _B, footer=20, shown_key="↓",
    ),
    Action(
        "query.clear", "escape", "app.back", "Clear",
        "Clears the box; from an empty box, goes to the list.", _B, footer=50, shown_key="esc",
    ),
    Action(
        "search.box", "up", "leave_results", "Search box",
        "Goes from the first result back to the box.", _S, shown_key="↑",
    ),
    Action(
        "movie.more", "plus,equals_sign", "more_neighbours", "More",
        "Shows more nearest films.", _M, "More nearest films", footer=30, shown_key="+",
    ),
    Action(
        "movie.fewer", "minus,underscore", "fewer_neighbours", "Fewer",
        "Shows fewer nearest films.", _M, "Fewer nearest films", footer=31, shown_key="-",
    ),
    Action(
        "users.filter", "f", "focus_filter", "Find",
        "Goes to the filters: id, gender, age, occupation.", _US, "Find a user", footer=20,
    ),
    Action(
        "users.clear", "c", "clear_filter", "Clear",
        "Takes all filters away.", _US, "Clear the filters of the users",
    ),
    Action(
        "users.next", "n", "next_page", "Next page",
        "Shows the next users.", _US, "Next page of users", footer=30,
    ),
    Action(
        "users.previous", "p", "previous_page", "Previous",
        "Shows the users before.", _US, "Previous page of users", footer=31,
    ),
    Action(
        "user.more", "plus,equals_sign", "more_neighbours", "More",
        "Shows more nearest users.", _U, "More nearest users", footer=30, shown_key="+",
    ),
    Action(
        "user.fewer", "minus,underscore", "fewer_neighbours", "Fewer",
        "Shows fewer nearest users.", _U, "Fewer nearest users", footer=31, shown_key="-",
    ),
    Action(
        "training.start", "s", "start_training", "Start",
        "Starts a training with the options above.", _T, "Start the training", footer=10,
    ),
    Action(
        "training.cancel", "x", "cancel_training", "Cancel",
        "Cancels the training; nothing of it is kept.", _T, "Cancel the training", footer=20,
    ),
    Action(
        "training.runs", "r", "focus_runs", "Runs",
        "Goes to the list of runs.", _T, "List of runs", footer=30,
    ),
    Action(
        "training.activate", "a", "activate_run", "Activate",
        "Lets the run under the cursor answer from now on.", _T, "Activate the chosen run", footer=31,
    ),
    Action(
        "training.delete", "d,delete", "delete_run", "Delete",
        "Deletes the run under the cursor after a question.", _T, "Delete the chosen run", footer=32,
    ),
    Action(
        "data.get", "g", "accept", "Accept and get",
        "Accepts the licence, gets the data, trains a model.", _D, "Get the chosen data set",
    ),
    Action(
        "data.path", "p", "focus_path", "Own file",
        "Goes to the box for your own zip or folder.", _D, "Import my own zip or folder",
        footer=20,
    ),
    Action(
        "data.train", "t", "train", "Train",
        "Trains a model on the data set that is there.", _D, "Train a first model", footer=30,
    ),
    Action(
        "dialog.yes", "y", "confirm", "Yes", "Does what the dialog asks about.", _Q,
    ),
    Action(
        "dialog.no", "n,escape", "decline", "No", "Leaves everything as it is.", _Q,
    ),
)  # fmt: skip


def actions_for(*contexts: Context) -> list[Action]:
    """The actions of these contexts, in the registry's order."""
    return [action for action in ACTIONS if action.context in contexts]


def bindings_for(*contexts: Context) -> list[BindingType]:
    """The contexts' actions as bindings; each carries the action's id, so that a key map can change it."""
    return [_binding(action) for action in actions_for(*contexts)]


def _binding(action: Action) -> Binding:
    return Binding(
        action.keys,
        action.command,
        action.label,
        show=action.footer > 0,
        key_display=action.shown_key or None,
        priority=action.priority,
        tooltip=action.help,
        id=action.id,
    )


def find_action(action_id: str) -> Action | None:
    """The action with this id."""
    return next((action for action in ACTIONS if action.id == action_id), None)


def footer_order(actions: Iterable[Action]) -> list[Action]:
    """The actions that the footer shows, the most useful first."""
    return sorted((action for action in actions if action.footer), key=lambda action: action.footer)
