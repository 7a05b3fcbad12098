"""Import: reads an export of another site, shows what would change, and imports it in one go."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar, NamedTuple

from textual import getters, on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.content import Content
from textual.widgets import Input, Static

from data.errors import DataSetError
from data.personal import PersonalRow, RowKind, ScaleUnknown, criticker
from data.personal.cells import nearest_half_stars
from data.personal.plain import SCALES
from db.errors import StoreError
from db.personal.import_plan import AmbiguousFilm, ImportPlan, ImportReport, MatchedRow, RowChange
from db.personal.name_rules import LONGEST_NAME, checked_name
from db.rows import MovieSummary
from movierec_tui.tui.keys.actions import Context, binding_called, bindings_for
from movierec_tui.tui.screens.base import BaseScreen, LibraryScreen, not_enriched
from movierec_tui.tui.screens.dialog import ListDialog, NameDialog
from movierec_tui.tui.services import Services
from movierec_tui.tui.widgets.cells import EMPTY, Cell, Ink, muted, plain
from movierec_tui.tui.widgets.inputs import PathInput
from movierec_tui.tui.widgets.list_columns import genres_column, itself, ratings_column, title_column, year_column
from movierec_tui.tui.widgets.panels import Panel, Panels
from movierec_tui.tui.widgets.table import Column, RowTable
from movierec_tui.wording.text import counted, film_title, safe_text, stars, titled

if TYPE_CHECKING:
    from db.personal.profiles import Profile
    from movierec_tui.library.library import Library

NONE = 0
"""Stands for "none of them"; no film has this number."""


class WhichFilmScreen(ListDialog["MovieSummary", "MovieSummary | int | None"]):
    """Lists films to choose from, and gives the one chosen: `NONE` for no film, None where nothing was decided.

    Args:
        title: the film as the export names it.
        reason: why it is not certain.
        candidates: the films that it may be, most likely first.
    """

    BINDINGS: ClassVar[list[BindingType]] = bindings_for(Context.WHICH_FILM)

    def __init__(self, title: str, reason: str, candidates: Sequence[MovieSummary]) -> None:
        super().__init__(
            f"Which film is {safe_text(title)}?",
            [title_column(itself), year_column(itself, rank=0), genres_column(itself), ratings_column(itself)],
            key=lambda movie: movie.movie_id,
        )
        self._film_title, self._reason, self._candidates = title, reason, candidates

    def on_mount(self) -> None:
        self.note(f"Not certain: {self._reason}.")
        self.show_things(self._candidates, "")

    def action_none(self) -> None:
        self.dismiss(NONE)

    def action_other(self) -> None:
        ask_for_film(self, self._film_title, "Choose", partial(self.call_later, self.dismiss))


def ask_for_film(screen: LibraryScreen[Any], title: str, button: str, chosen: Callable[[MovieSummary], object]) -> None:
    """Asks which film that is, by a title or an id; `chosen` gets the film."""

    async def use(text: str) -> None:
        chosen(await screen.movierec.library.read(lambda library: library.find_movie(text)))

    question = f"Which film is {safe_text(title)}? A title or an id"
    screen.app.push_screen(NameDialog(question, button, use, placeholder="Title or id", longest=200))


class Conversion(NamedTuple):
    """A way to read a file: its name, what `PersonalFiles.plan` takes for it, and what comes of it."""

    words: str
    how: dict[str, Any]
    outcome: str


class ScaleScreen(ListDialog[Conversion, Conversion | None]):
    """Lists ways to read a file, and gives the one chosen; None where nothing was decided."""

    BINDINGS: ClassVar[list[BindingType]] = bindings_for(Context.SCALE)

    def __init__(self, file: str, note: str, conversions: Sequence[Conversion]) -> None:
        super().__init__(
            f"How is {safe_text(file)} read?",
            [
                Column("Way", lambda way: plain(way.words), width=20),
                Column("What comes of it", lambda way: muted(way.outcome), width=22, flex=1),
            ],
            key=lambda way: way.words,
        )
        self._note, self._conversions = note, conversions

    def on_mount(self) -> None:
        self.note(self._note)
        self.show_things(self._conversions, "")


_OF_CRITICKER = (
    Conversion("By your own tiers", {}, "best tenth 5 ★, next 4.5"),
    Conversion("Divided by 20", {"scale": 100}, "100 is 5 ★, 50 is 2.5"),
)
_OF_LISTS = (
    Conversion("As a watchlist", {"lists_are": RowKind.WATCHLIST}, "films to see"),
    Conversion("As films seen", {"lists_are": RowKind.SEEN}, "no longer recommended"),
    Conversion("Under a tag", {"tag": ""}, "a name to filter and search by"),
)


def _of_points(highest: float) -> list[Conversion]:
    """The scales of a list of one's own, with what they make of its highest rating."""
    read = {scale: nearest_half_stars(highest, scale) for scale in SCALES}
    return [
        Conversion(
            f"Up to {scale} points",
            {"scale": scale},
            f"{highest:g} is off the scale" if value is None else f"the highest, {highest:g}, is {value:g} ★",
        )
        for scale, value in read.items()
    ]


_INTRODUCTION = (
    "From Letterboxd (Settings, Data, Export) or Trakt: the zip. From IMDb, Simkl, TMDB, Criticker or movielens.org: "
    "the file they export. From you: a CSV file with title, year, rating10.\n"
    "You see what would change before anything is imported."
)
_CHANGE_WORDS = {
    RowChange.CHANGED: "changed",
    RowChange.NEW: "new",
    RowChange.KEPT: "yours is kept",
    RowChange.SAME: "already there",
    RowChange.COVERED: "duplicate",
}
"""In the order of the list."""

MATCHED, TO_CHOOSE, UNMATCHED = range(3)
_IDS = ("matched", "to-choose", "unmatched", "left-out")
_TABS = ("Matched", "Choose", "Missing", "Skipped")
_TITLES = ("Matched", "Needs a choice", "Not in this data set", "Skipped")
_EMPTY = (
    "No film of the file is in this data set.",
    "No film needs a choice.",
    "Every film is in this data set.",
    "Nothing was skipped.",
)
_PLACE_COLUMN: Column[Any] = Column(
    "Where", lambda row: muted(f"{row.file}:{row.line}"), width=15, rank=4, cut="middle"
)


class PlanTable(RowTable[Any]):
    """Rows to read: what would change, and what is skipped."""

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        return action != "open" and super().check_action(action, parameters)


class ChoosingTable(RowTable[Any]):
    """Rows that have no film yet; Enter chooses one."""

    BINDINGS: ClassVar[list[BindingType]] = [binding_called("list.open", "Choose film")]


class ImportScreen(BaseScreen):
    """A box for the path, then lists of what would change, then the import."""

    CONTEXT = Context.IMPORT
    AUTO_FOCUS = "#path"
    BINDINGS: ClassVar[list[BindingType]] = bindings_for(Context.IMPORT)

    box = getters.query_one("#path", PathInput)
    lists = getters.query_one("#rows", Panels)

    def __init__(self, profile: Profile) -> None:
        super().__init__()
        self._profile = profile
        self._plan: ImportPlan | None = None
        self._path = Path()
        self._choices: dict[int, MovieSummary | None] = {}

    def compose_body(self) -> ComposeResult:
        box = PathInput(placeholder="~/Downloads/letterboxd-you-2025.zip", id="path", classes="framed")
        box.border_title = Content(f"Import for {safe_text(self._profile.name)}: type, paste or drop a file")
        yield box
        yield Static(_INTRODUCTION, id="words", markup=False)
        tables: list[RowTable[Any]] = [
            PlanTable(
                [
                    _title_column(lambda row: row.row),
                    _says_column(lambda row: row.row),
                    Column("Film here", lambda row: plain(film_title(row.movie)), 20, flex=3, rank=3, cut="middle"),
                    Column("Change", _change_cell, width=16),
                ],
                key=lambda row: row.row.number,
                id="matched-table",
            ),
            ChoosingTable(
                [
                    _title_column(lambda film: film.rows[0]),
                    Column("Film here", self._choice_cell, width=20, flex=3, cut="middle"),
                    Column("Why", lambda film: muted(film.reason), width=18, flex=1, rank=2),
                ],
                key=lambda film: film.number,
                id="to-choose-table",
            ),
            ChoosingTable(
                [
                    _title_column(lambda row: row),
                    _says_column(lambda row: row),
                    Column("Film here", self._named_cell, width=22, flex=3, rank=1, cut="middle"),
                    _PLACE_COLUMN,
                ],
                key=lambda row: row.number,
                id="unmatched-table",
            ),
            PlanTable(
                [
                    Column("In the file", lambda row: plain(row.title or EMPTY), 20, flex=2, cut="middle"),
                    Column("Why", lambda row: muted(row.reason), width=16, flex=1),
                    _PLACE_COLUMN,
                ],
                key=lambda row: (row.file, row.line),
                id="left-out-table",
            ),
        ]
        panels = [Panel(_TABS[place], tables[place], id=_IDS[place]) for place in range(len(tables))]
        yield Panels(*panels, id="rows")

    def _table(self, place: int) -> RowTable[Any]:
        return self.query_one(f"#{_IDS[place]}-table", RowTable)

    def _say(self, *parts: tuple[str, str]) -> None:
        self.query_one("#words", Static).update(Content.assemble(*parts))

    # Reading

    @on(Input.Submitted, "#path")
    def _submitted(self) -> None:
        if not self.box.value.strip():
            self._say(("Type, paste or drop the path of an export first.", "$text-error"))
            return
        self._path = self.box.path
        self._read({})

    def _read(self, how: dict[str, Any]) -> None:
        """Reads the file as the person said; asks about a list of which nothing was said."""
        path, user_id = self._path, self._profile.user_id

        def plan(library: Library) -> ImportPlan | ScaleUnknown:
            try:
                return library.personal.plan(user_id, path, **how)
            except ScaleUnknown as unknown:
                return unknown

        def show(answer: ImportPlan | ScaleUnknown) -> None:
            self._read_so_far(answer)
            if isinstance(answer, ImportPlan) and answer.list_name and not how:
                self.action_choose_scale()

        self._forget_plan()
        self._say((f"Reading {safe_text(path.name)} …", "$ink-muted"))
        self.load("plan", plan, show, self._trouble)

    def _forget_plan(self) -> None:
        self._plan = None
        self._choices = {}
        self.remove_class("-planned")
        self.refresh_bindings()

    def _trouble(self, sentence: str) -> None:
        self._say((safe_text(sentence), "$text-error"))
        self.box.focus()

    def _read_so_far(self, answer: ImportPlan | ScaleUnknown) -> None:
        if isinstance(answer, ScaleUnknown):
            name = safe_text(self._path.name)
            self._say((f"{name} is not read yet: its ratings may be points up to 5, 10 or 100.", "$foreground"))
            self._ask("The file does not tell how many points its ratings go up to.", _of_points(answer.highest))
        else:
            self._planned(answer)

    def _ask(self, note: str, conversions: Sequence[Conversion]) -> None:
        """Asks how the file is read, and reads it so."""

        async def read_tagged(name: str) -> None:
            self._read({"tag": checked_name(name, "tag")})

        def chosen(way: Conversion | None) -> None:
            if way is not None and "tag" in way.how:
                name = self._plan.list_name[:LONGEST_NAME] if self._plan else ""
                self.app.push_screen(NameDialog("Under which tag?", "Read", read_tagged, name))
            elif way is not None:
                self._read(way.how)

        self.app.push_screen(ScaleScreen(self._path.name, note, conversions), chosen)

    def _planned(self, plan: ImportPlan) -> None:
        self._plan = plan
        order = list(_CHANGE_WORDS)
        matched = sorted(plan.matched, key=lambda row: order.index(row.change))
        for place, rows in enumerate((matched, plan.ambiguous, plan.unmatched, plan.left_out)):
            self._table(place).show(rows, _EMPTY[place])
            number = f" {len(rows):,}" if rows else ""
            self.lists.rename(place, _TABS[place] + number)
            self.query_one(f"#{_IDS[place]}", Panel).rename(_TITLES[place] + number)
        self.add_class("-planned")
        self._draw_words()
        self.lists.go(MATCHED)
        self.refresh_bindings()

    def _draw_words(self) -> None:
        if self._plan is not None:
            report = self._plan.report()
            self._say(
                (f"{report.source}, {counted(report.rows, 'row')}: ", "bold $foreground"),
                (f"{counts_in_words(report)}.", "$foreground"),
                *((f" {safe_text(note)}", "$ink-muted") for note in self._plan.notes),
                *self._way_on(report),
            )

    def _way_on(self, report: ImportReport) -> list[tuple[str, str]]:
        chosen = sum(movie is not None for movie in self._choices.values())
        if not (report.new or report.changed or chosen or report.unmatched):
            return [("\nThere is nothing new to import.", "$ink-muted")]
        words: list[tuple[str, str]] = [
            (f"\n{self.movierec.key_of('import.take')}", "bold $accent"),
            (" imports it", "$foreground"),
        ]
        if chosen:
            words.append((f", with {counted(chosen, 'choice')} of yours", "$foreground"))
        if self.check_action("choose_scale", ()):
            words.append((f" · {self.movierec.key_of('import.scale')} reads it in another way", "$ink-muted"))
        if report.ambiguous:
            words.append((f" · {_TITLES[TO_CHOOSE]}: {self.movierec.key_of('list.open')} chooses", "$ink-muted"))
        return words

    # Choosing

    def _choice_cell(self, film: AmbiguousFilm) -> Cell:
        if film.number not in self._choices:
            return muted(f"? {film_title(film.candidates[0])}" if film.candidates else "?")
        return _chosen_cell(self._choices[film.number])

    def _named_cell(self, row: PersonalRow) -> Cell:
        return _chosen_cell(self._choices[row.number]) if row.number in self._choices else muted(EMPTY)

    @on(RowTable.Opened, "#to-choose-table")
    def _choose(self, event: RowTable.Opened) -> None:
        film: AmbiguousFilm = event.row
        row = film.rows[0]

        def chosen(answer: MovieSummary | int | None) -> None:
            if answer is not None:
                self._decide(TO_CHOOSE, row, None if isinstance(answer, int) else answer)

        self.app.push_screen(WhichFilmScreen(_titled_row(row), film.reason, film.candidates), chosen)

    @on(RowTable.Opened, "#unmatched-table")
    def _name_film(self, event: RowTable.Opened) -> None:
        row: PersonalRow = event.row
        ask_for_film(self, _titled_row(row), "Take", partial(self._decide, UNMATCHED, row))

    def _decide(self, place: int, row: PersonalRow, movie: MovieSummary | None) -> None:
        self._choices[row.number] = movie
        table = self._table(place)
        table.update_rows(table.rows)
        table.action_cursor_down()
        self._draw_words()

    # Taking

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:  # noqa: ARG002
        if action == "choose_scale":
            return self._plan is not None and bool(self._plan.list_name or self._plan.source == criticker.SOURCE)
        return self._plan is not None if action == "take" else True

    def action_choose_scale(self) -> None:
        if self._plan is not None and self._plan.list_name:
            self._ask(f"“{safe_text(self._plan.list_name)}” may be any list of films.", _OF_LISTS)
        else:
            self._ask("Everyone uses Criticker's 0 to 100 in their own way.", _OF_CRITICKER)

    def action_take(self) -> None:
        plan = self._plan
        if plan is None:
            return
        choices = {number: movie.movie_id for number, movie in self._choices.items() if movie is not None}
        self._forget_plan()
        self._say(("Importing …", "$ink-muted"))
        self.movierec.start(partial(self._take, self.movierec, plan, choices), "import")

    async def _take(self, app: Services, plan: ImportPlan, choices: dict[int, int]) -> None:
        """Goes on when the screen is left, as what is imported cannot be half there."""
        try:
            report = await app.library.change(lambda library: library.personal.take(plan, choices))
        except (StoreError, DataSetError) as error:
            app.complain(str(error), title="Nothing was imported")
            if self.is_attached:
                self._trouble(str(error))
            return
        app.ratings.imported(plan.user_id, report)
        undo = f" {app.key_of('app.undo')} undoes it." if report.import_id else ""
        lacking = not_enriched(app, "Those not in this data set are") if report.unmatched else ""
        app.say(f"{report.source}: {counts_in_words(report)}.{undo} {lacking}".strip(), title="Imported")
        if self.is_current:
            self.dismiss()

    # Going places

    def action_focus_path(self) -> None:
        """Goes to the box and selects its text, so that typing replaces it."""
        self.box.focus()
        self.box.select_all()

    def action_enter_lists(self) -> None:
        if self._plan is not None:
            self.lists.go(self.lists.current)

    def step_back(self) -> bool:
        """From the lists to the box; asks before choices would be lost."""
        if self._plan is not None and not self.box.has_focus:
            self.action_focus_path()
            return True
        if self._choices:
            self.movierec.ask("Leave? What you chose would be lost.", "Leave", "Stay", self._leave)
            return True
        return False

    def _leave(self) -> None:
        self.dismiss()


def counts_in_words(report: ImportReport) -> str:
    """What an import does or did, in figures."""
    counts = (
        (report.new, "new"),
        (report.changed, "changed"),
        (report.same, "already there"),
        (report.kept, "kept as yours"),
        (report.covered, "duplicate" if report.covered == 1 else "duplicates"),
        (report.ambiguous, "needs a choice" if report.ambiguous == 1 else "need a choice"),
        (report.unmatched, "not in this data set"),
        (report.left_out, "skipped"),
    )
    return " · ".join(f"{number:,} {words}" for number, words in counts if number) or "nothing in it"


def _titled_row(row: PersonalRow) -> str:
    return titled(row.title, row.year)


def _title_column(row_of: Callable[[Any], PersonalRow]) -> Column[Any]:
    return Column("In the file", lambda row: plain(_titled_row(row_of(row))), width=20, flex=3, cut="middle")


def _says_column(row_of: Callable[[Any], PersonalRow]) -> Column[Any]:
    def cell(row: Any) -> Cell:
        said = row_of(row)
        if said.stars is not None:
            return ((stars(said.stars), Ink.STAR),)
        return muted(said.kind.value)

    return Column("Says", cell, width=9, rank=1)


def _change_cell(row: MatchedRow) -> Cell:
    words = _CHANGE_WORDS[row.change]
    if row.change is RowChange.CHANGED and row.mine is not None:
        return ((f"{words}, was ", Ink.PLAIN), (f"{row.mine:g}", Ink.STRONG))
    if row.change is RowChange.KEPT and row.mine is not None:
        return ((f"{words}: ", Ink.PLAIN), (f"{row.mine:g}", Ink.STRONG))
    return plain(words) if row.change in {RowChange.NEW, RowChange.CHANGED} else muted(words)


def _chosen_cell(movie: MovieSummary | None) -> Cell:
    if movie is None:
        return muted("none of them")
    return ((f"✓ {film_title(movie)}", Ink.STRONG),)
