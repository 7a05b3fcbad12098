"""Every action of the app: keys, names and help. Bindings, footer, help and palette all come from here."""

from __future__ import annotations

from collections.abc import Mapping
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
    MAP = "Map of films"
    MAP_QUERY = "In the search box of the map"
    TASTE = "Taste by genre and decade"
    TASTE_GRID = "In the taste grid"
    COMPARE = "Compare runs"
    PICTURE = "Save a picture"
    TRAINING = "Training"
    DATA = "Data set"
    FILM = "On a film"
    STARS = "Stars"
    STRIP = "In the rating line"
    QUICK = "Rate films"
    ABOUT_FILM = "About a film"
    WHY = "Why"
    BOTH = "Films both rated"
    NAME = "In a box for a name"
    RECOMMENDATIONS = "A list of recommendations"
    FOR_YOU = "For you"
    FIELDS = "In a form"
    GENRES = "Genres"
    OPTION = "A choice in a line"
    TOGETHER = "Together"
    PROFILES = "Profiles"
    SAVED = "Saved filters"
    RECENT = "Recent searches"
    PEOPLE = "Choose people"
    IMPORT = "Import"
    PATH = "In a box for a path"
    WHICH_FILM = "Which film is it?"
    SCALE = "How is the file read?"
    CHOOSING_FILMS = "Choose films"
    EXPORT = "Export"
    LIBRARIES = "Data sets on this computer"
    LOOKS = "Appearance"
    COMMANDS = "In the command palette"
    JUMP = "Jump mode"
    DIALOG = "Question"
    PANELS = "Lists side by side"
    CHOICE = "In a list to choose from"
    LIST = "In a list"
    EVERYWHERE = "Everywhere"


ABOUT: Mapping[Context, str] = {
    Context.SEARCH: (
        'Filters: 1999, 1990s, genre:comedy, tag:noir, director:kubrick, cast:"isabelle huppert", runtime:-100. Words '
        "that are no title find films with such a genre or tag, or such people."
    ),
    Context.RECOMMENDATIONS: (
        "Predicted: the rating that you would give, give or take. Match: how well the film fits, compared with the "
        "best one; the list begins with the best match. +2 more: films of its series, which space shows."
    ),
}
"""What the figures of a place mean, where its keys alone do not say it."""


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
        shown_key: how the keys are written where that is not simply all of them, such as the first of several.
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
_Y, _W, _FI, _G, _O = Context.FOR_YOU, Context.RECOMMENDATIONS, Context.FIELDS, Context.GENRES, Context.OPTION
_IM, _PA, _WF, _EX = Context.IMPORT, Context.PATH, Context.WHICH_FILM, Context.EXPORT
_TO, _PR, _SA, _PE = Context.TOGETHER, Context.PROFILES, Context.SAVED, Context.PEOPLE
_F, _R, _N = Context.FILM, Context.STRIP, Context.NAME
_ST, _QR, _WY, _BO = Context.STARS, Context.QUICK, Context.WHY, Context.BOTH
_MA, _MQ, _TA, _TG = Context.MAP, Context.MAP_QUERY, Context.TASTE, Context.TASTE_GRID
_CO, _PI, _CP, _CF = Context.COMPARE, Context.PICTURE, Context.COMMANDS, Context.CHOOSING_FILMS

ACTIONS: tuple[Action, ...] = (
    Action("search.focus", "slash", "app.focus_search", "Search",
            "Goes to the search box from anywhere.", _E, "Search films", footer=45),
    Action("go.search", "1", "app.go('search')", "Search", "Shows Search.", _E, "Go to Search"),
    Action("go.for_you", "2", "app.go('for_you')", "For you",
            "Shows films for you, with reasons.", _E, "Go to For you"),
    Action("go.users", "3", "app.go('users')", "Users", "Shows the users of the data set.", _E, "Go to Users"),
    Action("go.training", "4", "app.go('training')", "Training", "Shows training and its runs.", _E, "Go to Training"),
    Action("go.data", "5", "app.go('data')", "Data set",
            "Shows the data sets that you can use.", _E, "Choose a data set"),
    Action("app.map", "M", "app.map", "Map",
            "Shows the map of films, similar ones close together.", _E, "Map of films"),
    Action("app.my_taste", "T", "app.taste", "Taste",
            "Shows your taste by genre and decade.", _E, "Taste by genre and decade"),
    Action("app.other_run", "B", "app.other_run", "Other run",
            "After a training: switches between old and new run.", _E, "Switch between old and new run"),
    Action("app.profiles", "P", "app.profiles", "Profiles",
            "Switches, adds, renames and deletes profiles.", _E, "Profiles"),
    Action("app.libraries", "L", "app.databases", "Other data",
            "Opens another data set on this computer.", _E, "Open another data set"),
    Action("app.quick_rate", "R", "app.quick_rate", "Rate films",
            "Asks about films one by one, to learn your taste.", _E, "Rate films, one by one"),
    Action("app.like", "A", "app.like", "Alike",
            "Finds films like several that you choose.", _E, "Films like several"),
    Action("app.undo", "u", "app.undo", "Undo",
            "Undoes your last rating, mark or import; again for more.", _E, "Undo the last rating, mark or import"),
    Action("app.back", "escape", "app.back", "Back", "Goes back one step.", _E, "One step back", footer=60),
    Action("app.help", "f1,question_mark", "app.help", "Help",
            "Shows the keys of the screen you are on.", _E, "Show the keys", footer=80, shown_key="?"),
    Action("app.palette", "ctrl+p", "app.command_palette", "Commands",
            "Finds any command or film by its name.", _E, footer=90),
    Action("app.jump", "ctrl+o", "app.jump", "Jump",
            "Puts a letter on each part of the screen to jump to.", _E, "Jump to a part of the screen", priority=True),
    Action("app.theme", "ctrl+t", "app.light_or_dark", "Light/dark",
            "Switches between the light and the dark theme.", _E, "Light or dark theme"),
    Action("app.looks", "C", "app.appearance", "Appearance",
            "Chooses theme, reduced motion, figures for stars.", _E, "Theme, motion, stars as figures"),
    Action("app.quit", "q", "app.leave", "Quit", "Quits; asks first while a training runs.", _E, "Quit"),
    Action("app.quit_anywhere", "ctrl+q", "app.leave", "Quit",
            "Quits from anywhere, even from a text box.", _E, priority=True),
    Action("app.interrupt", "ctrl+c", "app.interrupt", "Quit",
            "Says how to quit; quits when pressed again.", _E, priority=True),
    Action("app.suspend", "ctrl+z", "app.suspend_process", "Suspend",
            "Suspends the app; `fg` in the shell brings it back.", _E, priority=True),
    Action("list.open", "enter", "open", "Open", "Opens the row under the cursor.", _L, footer=10),
    Action("choice.take", "enter", "open", "Choose", "Takes the row under the cursor.", _C, footer=10),
    Action("list.up", "up,k", "cursor_up", "Up", "Moves one row up.", _L),
    Action("list.down", "down,j", "cursor_down", "Down", "Moves one row down.", _L),
    Action("list.page_up", "pageup,ctrl+b", "page(-1)", "Page up", "Moves one page up.", _L, shown_key="PgUp"),
    Action("list.page_down", "pagedown,ctrl+f", "page(1)", "Page down", "Moves one page down.", _L, shown_key="PgDn"),
    Action("list.first", "home,g", "first", "First", "Goes to the first row.", _L),
    Action("list.last", "end,G", "last", "Last", "Goes to the last row.", _L),
    Action("panels.next", "tab,right,l", "next_panel(1)", "Next list",
            "Goes to the next list of the screen.", _P, "Next list", footer=20, shown_key="tab"),
    Action("panels.previous", "shift+tab,left,h", "next_panel(-1)", "Previous list",
            "Goes to the previous list of the screen.", _P, "Previous list", shown_key="⇧tab"),
    Action("query.open", "enter", "submit", "Open", "Opens the first film.", _B, footer=10),
    Action("query.results", "down,pagedown", "screen.enter_results", "Results",
            "Goes from the box to the results.", _B, footer=20, shown_key="↓"),
    Action("query.clear", "escape", "app.back", "Clear",
            "Clears the box; from an empty box, goes to the results.", _B, footer=50),
    Action("search.box", "up", "leave_results", "Search box", "Goes from the first result back to the box.", _S),
    Action("search.recent", "ctrl+r", "recent", "Recent",
            "Lists your last searches, to repeat or to forget them.", _S, "Recent searches", footer=46),
    Action("film.rate", "r", "rate", "Rate",
            "Rates the film: then 1 to 5, or arrows and Enter.", _F, "Rate the film", footer=12),
    Action("film.half", "full_stop", "half_star", "Half star",
            "½ star more or less: the film just rated, else this one.", _F, "½ star more or less"),
    Action("film.watchlist", "w", "watchlist", "Watchlist",
            "Puts the film on your watchlist, or takes it off.", _F, "Film on or off the watchlist", footer=25),
    Action("film.hide", "x", "hide", "Hide",
            "Hides the film from your lists, or shows it again.", _F, "Hide or show the film", footer=26),
    *(
        Action(
            f"stars.{number}", str(number), f"stars({number})", "★" * number,
            f"Rates the film with {number} {'star' if number == 1 else 'stars'}.", _ST,
        )
        for number in range(1, 6)
    ),
    Action("strip.less", "left,h,minus", "change(-1)", "Half less",
            "Shows half a star less.", _R, footer=20, shown_key="←"),
    Action("strip.more", "right,l,plus", "change(1)", "Half more",
            "Shows half a star more.", _R, footer=21, shown_key="→"),
    Action("strip.take", "enter", "take", "Rate", "Rates with the stars that are shown.", _R, footer=10),
    Action("strip.half", "full_stop", "half_star", "Half star", "Rates half a star more or less than shown.", _R),
    Action("strip.clear", "0,delete", "clear", "No rating", "Removes the rating.", _R, footer=30, shown_key="0"),
    Action("strip.leave", "escape", "leave", "Cancel", "Keeps the rating as it was.", _R, footer=40),
    Action("map.open", "enter", "open", "Open", "Opens the film under the cursor.", _MA, footer=10),
    Action("map.left", "left,h", "jump('left')", "Left", "Jumps to the next film on the left.", _MA),
    Action("map.right", "right,l", "jump('right')", "Right", "Jumps to the next film on the right.", _MA),
    Action("map.up", "up,k", "jump('up')", "Up", "Jumps to the next film above.", _MA),
    Action("map.down", "down,j", "jump('down')", "Down", "Jumps to the next film below.", _MA),
    Action("map.nearer", "plus,equals_sign", "zoom(1)", "Zoom in",
            "Shows less of the map, with more films.", _MA, "Zoom in on the map", footer=13, shown_key="+"),
    Action("map.farther", "minus,underscore", "zoom(-1)", "Zoom out",
            "Shows more of the map.", _MA, "Zoom out of the map", footer=14, shown_key="-"),
    Action("map.whole", "0", "whole", "Whole map", "Shows the whole map.", _MA, "Whole map"),
    Action("map.pan_left", "shift+left,H", "pan('left')", "Move left", "Moves the map by a third of the window.", _MA),
    Action("map.pan_right", "shift+right,L", "pan('right')", "Move right",
            "Moves the map by a third of the window.", _MA),
    Action("map.pan_up", "shift+up,K", "pan('up')", "Move up", "Moves the map by a third of the window.", _MA),
    Action("map.pan_down", "shift+down,J", "pan('down')", "Move down", "Moves the map by a third of the window.", _MA),
    Action("map.find", "slash", "find", "Find", "Finds a film on the map.", _MA, "Find a film on the map", footer=15),
    Action("map.family", "g", "next_genre_group(1)", "Genre",
            "Brings the next genres to the front.", _MA, "Next genres of the map", footer=16),
    Action("map.family_before", "G", "next_genre_group(-1)", "Previous genre",
            "Brings the previous genres to the front.", _MA, "Previous genres of the map"),
    Action("map.save", "E", "save_picture", "Save picture",
            "Writes the map as an SVG or PNG file.", _MA, "Save the map as a picture", footer=40),
    Action("map_query.take", "enter", "take", "Go there",
            "Moves the cursor to the film that was found.", _MQ, footer=10),
    Action("map_query.next", "down", "find(1)", "Next", "Goes to the next film that fits.", _MQ, footer=20),
    Action("map_query.before", "up", "find(-1)", "Previous", "Goes to the previous film that fits.", _MQ, footer=21),
    Action("map_query.leave", "escape", "leave", "Cancel", "Goes back to where the cursor was.", _MQ, footer=50),
    Action("taste.measure", "v", "next_measure", "Compare with",
            "Compares with your own average, or with other people.", _TA, "Compare the taste with others", footer=20),
    Action("taste.save", "E", "save_picture", "Save picture",
            "Writes the picture as an SVG or PNG file.", _TA, "Save the taste as a picture", footer=40),
    Action("taste_grid.films", "enter", "films", "Films", "Goes to the films behind the figure.", _TG, footer=10),
    Action("taste_grid.left", "left,h", "move(-1, 0)", "Left", "Goes to the decade before.", _TG),
    Action("taste_grid.right", "right,l", "move(1, 0)", "Right", "Goes to the next decade.", _TG),
    Action("taste_grid.up", "up,k", "move(0, -1)", "Up", "Goes to the genre above.", _TG),
    Action("taste_grid.down", "down,j", "move(0, 1)", "Down", "Goes to the genre below.", _TG),
    Action("taste_grid.strongest", "n", "strongest(1)", "Strongest",
            "Goes to the cell that stands out next most.", _TG, "Next strongest taste", footer=15),
    Action("taste_grid.stronger", "N", "strongest(-1)", "Stronger",
            "Goes back to the one that stands out more.", _TG, "Previous strongest taste"),
    Action("compare.save", "E", "save_picture", "Save picture",
            "Saves the curves as an SVG or PNG file.", _CO, "Save the curves as a picture", footer=40),
    Action("compare.close", "c", "app.back", "Close", "Goes back to the list of runs.", _CO, footer=50),
    Action("picture.take", "enter", "take", "Save", "Saves the picture.", _PI, footer=10),
    Action("picture.leave", "escape", "close", "Cancel", "Saves nothing.", _PI, footer=20),
    Action("quick.half", "full_stop", "half_star", "Half star",
            "½ more/less for the last film.", _QR, "½ more/less for the last film", footer=30),
    Action("quick.unseen", "n", "answer('unseen')", "Haven't seen",
            "You haven't seen it; it may still be recommended.", _QR, "Haven't seen this film", footer=10),
    Action("quick.skip", "s,space", "answer('skipped')", "Skip",
            "Goes on without an answer.", _QR, "Skip this film", footer=11),
    Action("quick.watchlist", "w", "answer('watchlist')", "Watchlist",
            "Puts the film on your watchlist.", _QR, "This film on the watchlist", footer=20),
    Action("quick.hide", "x", "answer('hidden')", "Not interested",
            "Hides the film from your lists.", _QR, "Not interested in this film", footer=21),
    Action("movie.explain", "e", "explain", "Explain",
            "Shows what each rated film adds to this film's score.", _M, "Explain this film's score", footer=28),
    Action("movie.about", "i", "about", "About",
            "Shows people, tags and more; Enter shows their films.", _M, "About the film: people, tags and more",
            footer=27),
    Action("movie.page", "o", "open_page", "Open page",
            "Opens the film's page at IMDb or TMDB in a browser.", _M, "Open the film's page in a browser",
            footer=40),
    Action("movie.copy", "y", "copy_id", "Copy id",
            "Copies the film's IMDb or TMDB id.", _M, "Copy the film's IMDb or TMDB id", footer=41),
    Action("movie.to_lists", "down,j,tab,l", "to_lists", "Lists",
            "Goes from your rating to the lists.", _M, footer=20, shown_key="↓"),
    Action("movie.to_you", "up,k", "to_you", "You", "Goes from the first row to your rating.", _M, shown_key="↑"),
    Action("about.close", "escape,i,q", "close", "Close", "Goes back to the film.", Context.ABOUT_FILM,
            footer=60, shown_key="esc"),
    Action("why.close", "escape,e,q", "dismiss", "Close", "Closes the explanation.", _WY, shown_key="esc"),
    Action("movie.more", "plus,equals_sign", "more_neighbours(1)", "More",
            "Shows more nearest films.", _M, "More nearest films", footer=30, shown_key="+"),
    Action("movie.fewer", "minus,underscore", "more_neighbours(-1)", "Fewer",
            "Shows fewer nearest films.", _M, "Fewer nearest films", footer=31, shown_key="-"),
    Action("users.filter", "f", "focus_filter", "Find",
            "Goes to the filters: id, gender, age, occupation.", _US, "Find a user", footer=20),
    Action("users.clear", "c", "clear_filter", "Clear", "Clears all filters.", _US, "Clear the filters of the users"),
    Action("users.next", "n", "next_page", "Next page", "Shows the next users.", _US, "Next page of users", footer=30),
    Action("users.previous", "p", "previous_page", "Previous",
            "Shows the previous users.", _US, "Previous page of users", footer=31),
    Action("user.both", "b", "both_rated", "Both rated",
            "Shows films rated by both this user and the neighbour.", _U, "Films both users rated", footer=11),
    Action("both.close", "escape,b,q", "dismiss", "Close", "Closes the list.", _BO, shown_key="esc"),
    Action("user.more", "plus,equals_sign", "more_neighbours(1)", "More",
            "Shows more nearest users.", _U, "More nearest users", footer=30, shown_key="+"),
    Action("user.fewer", "minus,underscore", "more_neighbours(-1)", "Fewer",
            "Shows fewer nearest users.", _U, "Fewer nearest users", footer=31, shown_key="-"),
    Action("training.start", "s", "start_training", "Start",
            "Starts a training with the options above.", _T, "Start the training", footer=10),
    Action("training.cancel", "x", "cancel_training", "Cancel",
            "Cancels the training, after a question.", _T, "Cancel the training", footer=20),
    Action("training.runs", "r", "focus_runs", "Runs", "Goes to the list of runs.", _T, "List of runs", footer=30),
    Action("training.mark", "space", "mark_run", "Tick",
            "Ticks the run to compare it, or unticks it.", _T, "Tick or untick the run", footer=33),
    Action("training.compare", "c", "compare_runs", "Compare",
            "Compares the ticked runs.", _T, "Compare the ticked runs", footer=34),
    Action("training.activate", "a", "activate_run", "Use",
            "Puts the run under the cursor to use.", _T, "Use the run under the cursor", footer=31),
    Action("training.delete", "d,delete", "delete_run", "Delete",
            "Deletes the run under the cursor, after a question.", _T, "Delete the run under the cursor", footer=32),
    Action("data.get", "g", "accept", "Accept and get",
            "Accepts the licence, gets the data, trains a model.", _D, "Get the data set under the cursor"),
    Action("data.path", "p", "focus_path", "Own file",
            "Goes to the box for your own zip or folder.", _D, "Import your own zip or folder", footer=20),
    Action("data.enrich", "e", "enrich", "Enrich",
            "Adds people, runtimes and newer films, from IMDb's files.", _D, "Enrich with IMDb's files", footer=25),
    Action("data.train", "t", "train", "Train",
            "Trains a model on the data set that is open.", _D, "Train with default options", footer=30),
    Action("data.cancel", "x", "cancel_job", "Cancel",
            "Cancels what is running, after a question.", _D, "Cancel the set-up", footer=10),
    Action("name.cancel", "escape", "close", "Cancel", "Changes nothing.", _N),
    Action("wish.filter", "f", "filter", "Filter",
            "Opens or closes the filters.", _W, "Filter the recommendations", footer=20),
    Action("wish.clear", "c", "clear_filters", "Clear",
            "Clears the filters and centres the slider.", _W, "Clear the filters of the recommendations"),
    Action("wish.saved", "F", "saved_filters", "Saved",
            "Saves the filters under a name, or uses saved ones.", _W, "Saved filters"),
    Action("wish.familiar", "left_square_bracket", "tilt(-1)", "Familiar",
            "Moves the slider towards well-known films.", _W, "More familiar films"),
    Action("wish.adventurous", "right_square_bracket", "tilt(1)", "Adventurous",
            "Moves the slider towards little-known films.", _W, "More adventurous films"),
    Action("for_you.series", "space", "unfold", "Series",
            "Shows or hides the other films of a series.", _Y, "Other films of the series"),
    Action("wish.sort", "s", "next_sort", "Sort", "Sorts the list in the next way.", _W, "Sort the list", footer=21),
    Action("wish.surprise", "z", "surprise", "Surprise",
            "Random picks, good films more often; again for others.", _W, "Surprise me", footer=22),
    Action("for_you.together", "t", "together", "Together",
            "Finds films for several people at once.", _Y, "Films for several people", footer=23),
    Action("for_you.import", "i", "import_file", "Import",
            "Imports ratings and lists from a site or a file.", _Y, "Import ratings from another site", footer=24),
    Action("for_you.export", "e", "export_file", "Export",
            "Writes your ratings, lists or recommendations to a file.", _Y, "Export to a file"),
    Action("import.take", "i", "take", "Import",
            "Imports what the lists show, all at once.", _IM, "Import what the lists show", footer=9),
    Action("import.scale", "s", "choose_scale", "Read as",
            "Chooses what a list is, or how ratings become stars.", _IM, "Choose how the file is read", footer=20),
    Action("import.path", "p", "focus_path", "File",
            "Goes to the box for a path.", _IM, "Choose another file", footer=30),
    Action("path.take", "enter", "submit", "Read", "Reads the file or folder.", _PA, footer=10),
    Action("path.complete", "right", "cursor_right", "Complete", "Completes the path as suggested.", _PA, footer=11),
    Action("import.lists", "down", "enter_lists", "Lists", "Goes from the box to the lists.", _IM),
    Action("which.none", "n", "none", "None", "Skips the film.", _WF, footer=20),
    Action("which.other", "o", "other", "Other film", "Asks for another film, by title or id.", _WF, footer=21),
    Action("which.close", "escape", "close", "Close", "Leaves the choice as it is.", _WF, footer=60),
    Action("scale.close", "escape", "close", "Close", "Leaves the file as it is read.", Context.SCALE, footer=60),
    Action("export.close", "escape", "close", "Close", "Exports nothing.", _EX, footer=60),
    Action("fields.next", "down,tab", "next_field", "Next", "Goes to the next field.", _FI),
    Action("fields.previous", "up,shift+tab", "previous_field", "Previous", "Goes to the field before.", _FI),
    Action("fields.done", "enter", "done", "Done", "Submits the form.", _FI, footer=10),
    Action("genres.next_state", "space", "next_state", "Want or not",
            "Wants the genre, then excludes it, then neither.", _G, footer=10),
    Action("genres.want", "plus,equals_sign", "want", "Want", "Wants the genre.", _G, footer=11, shown_key="+"),
    Action("genres.exclude", "minus,underscore", "exclude", "Exclude",
            "Excludes the genre.", _G, footer=12, shown_key="-"),
    Action("genres.up", "up,k", "up", "Up", "Goes to the genre above.", _G),
    Action("genres.down", "down,j", "down", "Down", "Goes to the genre below.", _G),
    Action("genres.left", "left,h", "left", "Left", "Goes to the genre at the left.", _G),
    Action("genres.right", "right,l", "right", "Right", "Goes to the genre at the right.", _G),
    Action("option.next", "space,right,l", "next_option(1)", "Change",
            "Chooses the next option.", _O, footer=10, shown_key="space"),
    Action("option.previous", "left,h", "next_option(-1)", "Back", "Chooses the option before.", _O),
    Action("together.rule", "a", "next_rule", "Rule",
            "Best on average, or everyone is happy enough.", _TO, "Change the rule of the group", footer=19),
    Action("together.people", "t", "choose_people", "People",
            "Chooses other people.", _TO, "Choose other people", footer=23),
    Action("profiles.new", "n", "new", "New", "Creates a profile.", _PR, footer=20),
    Action("profiles.rename", "e", "rename", "Rename", "Renames the profile.", _PR, footer=21),
    Action("profiles.delete", "d,delete", "delete", "Delete", "Deletes the profile, after a question.", _PR, footer=22),
    Action("profiles.train", "t", "toggle_training", "Train", "Lets trainings learn from profiles, or not.", _PR),
    Action("profiles.close", "escape", "close", "Close", "Closes the list.", _PR, footer=60),
    Action("recent.forget", "d,delete", "forget", "Forget",
            "Removes the search from the list.", Context.RECENT, footer=20),
    Action("recent.forget_all", "c", "forget_all", "Forget all",
            "Removes all searches, after a question.", Context.RECENT, footer=21),
    Action("recent.close", "escape", "close", "Close", "Goes back to the search.", Context.RECENT, footer=60),
    Action("saved.new", "n", "new", "Save", "Saves the filters under a name.", _SA, footer=20),
    Action("saved.delete", "d,delete", "delete", "Delete", "Deletes the saved filters.", _SA, footer=22),
    Action("libraries.close", "escape", "close", "Close",
            "Keeps the data set that is open.", Context.LIBRARIES, footer=60),
    Action("saved.close", "escape", "close", "Close", "Leaves the filters as they are.", _SA, footer=60),
    Action("people.take", "space", "take", "Tick", "Adds the person or takes them out.", _PE, footer=11),
    Action("people.add", "n", "add", "By number", "Adds a user of the data set by number.", _PE, footer=20),
    Action("people.new", "p", "new", "New", "Makes a profile for somebody and adds them.", _PE, footer=21),
    Action("people.close", "escape", "close", "Close", "Leaves the people as they are.", _PE, footer=60),
    Action("looks.still", "m", "still", "Motion", "Reduces motion, or allows it.", Context.LOOKS, footer=20),
    Action("looks.in_words", "f", "in_words", "Figures",
            "Shows figures in place of stars and bars, or draws them.", Context.LOOKS, footer=21),
    Action("looks.close", "escape", "close", "Close", "Keeps the theme from before.", Context.LOOKS, footer=60),
    Action("films.take", "enter", "screen.take", "Take",
            "Takes the film; from an empty box, goes on.", _CF, footer=10),
    Action("films.up", "up", "screen.move(-1)", "Up", "Moves one row up.", _CF),
    Action("films.down", "down", "screen.move(1)", "Down", "Moves one row down.", _CF, footer=20),
    Action("films.remove", "backspace", "screen.remove", "Remove",
            "Deletes a letter, or the film taken last.", _CF),
    Action("films.close", "escape", "screen.close", "Cancel", "Chooses none.", _CF, footer=60),
    Action("commands.take", "enter", "screen.take", "Run", "Runs the command, or opens the film.", _CP, footer=10),
    Action("commands.up", "up", "screen.move(-1)", "Up", "Moves one row up.", _CP),
    Action("commands.down", "down", "screen.move(1)", "Down", "Moves one row down.", _CP, footer=20),
    Action("commands.page_up", "pageup", "screen.page(-1)", "Page up", "Moves one page up.", _CP),
    Action("commands.page_down", "pagedown", "screen.page(1)", "Page down", "Moves one page down.", _CP),
    Action("commands.close", "escape", "screen.close", "Close", "Closes the palette.", _CP, footer=60),
    Action("jump.stay", "escape", "dismiss", "Cancel", "Removes the letters.", Context.JUMP),
    Action("dialog.yes", "y", "answer('yes')", "Yes", "Says yes.", _Q),
    Action("dialog.beside", "b", "answer('keep-both')", "Keep both", "Keeps both; the new one gets its own file.", _Q),
    Action("dialog.no", "n,escape", "answer('no')", "No", "Says no; nothing is changed.", _Q),
)  # fmt: skip

ACTION_OF_ID: Mapping[str, Action] = {action.id: action for action in ACTIONS}


def actions_for(*contexts: Context) -> list[Action]:
    """The actions of these contexts, in the registry's order."""
    return [action for action in ACTIONS if action.context in contexts]


def bindings_for(*contexts: Context) -> list[BindingType]:
    """The contexts' actions as bindings; each carries the action's id, so that a key map can change it."""
    return [_binding(action) for action in actions_for(*contexts)]


def binding_called(action_id: str, label: str) -> Binding:
    """One action's binding with a label of its own, where the action means something more specific."""
    return _binding(ACTION_OF_ID[action_id], label)


def _binding(action: Action, label: str = "") -> Binding:
    return Binding(
        action.keys,
        action.command,
        label or action.label,
        show=action.footer > 0,
        key_display=action.shown_key or None,
        priority=action.priority,
        tooltip=action.help,
        id=action.id,
    )
