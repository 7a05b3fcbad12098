"""All that is known of a film, a line for each fact, and films that have something in common, such as a person."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, ClassVar, Generic, TypeVar

from textual import getters
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import Static

from db.rows import FilmSource, MovieDetails, MovieSummary
from movierec_tui.tui.keys.actions import Context, bindings_for
from movierec_tui.tui.screens.base import BaseScreen
from movierec_tui.tui.screens.dialog import ListDialog
from movierec_tui.tui.widgets.cells import muted, plain
from movierec_tui.tui.widgets.film_table import FilmTable
from movierec_tui.tui.widgets.list_columns import genres_column, itself, mean_column, title_column, year_column
from movierec_tui.tui.widgets.table import Column
from movierec_tui.wording.text import counted, film_title, safe_text

if TYPE_CHECKING:
    from movierec_tui.library.library import Library

R = TypeVar("R")

MOST_TAGGED = 100


@dataclass(frozen=True, slots=True)
class Fact:
    """A line about a film; `films` gives those that share it, where it is about a person or a tag."""

    label: str
    text: str
    films: Callable[[Library], tuple[MovieSummary, ...]] | None = None


def facts_of(details: MovieDetails) -> Iterator[Fact]:
    """What is known of a film besides its genres and ratings."""
    if details.source is FilmSource.IMDB:
        yield Fact("From", "IMDb; the data set lacks this film")
    for label, people in (("Director", details.directors), ("Cast", details.cast)):
        for person in people:
            yield Fact(label, person.name, partial(_films_of, person.person_id))
    if details.runtime is not None:
        yield Fact("Runtime", f"{details.runtime} min")
    if details.imdb_rating is not None:
        yield Fact("IMDb", f"{details.imdb_rating:.1f} of 10 · {counted(details.imdb_votes or 0, 'vote')}")
    original, aliases = other_titles(details)
    if original:
        yield Fact("Originally", original)
    for alias in aliases:
        yield Fact("Also called", alias)
    if details.imdb_id is not None or details.tmdb_id is not None:
        yield Fact("Ids", ids_of(details))
    for tag in details.tags:
        yield Fact("Tag", tag.tag, partial(_tagged, tag.tag))


def ids_of(details: MovieDetails) -> str:
    """The film's ids here, at IMDb and at TMDB."""
    names = [f"id {details.summary.movie_id}"]
    if details.imdb_id is not None:
        names.append(f"imdb tt{details.imdb_id:07d}")
    if details.tmdb_id is not None:
        names.append(f"tmdb {details.tmdb_id}")
    return " · ".join(names)


def other_titles(details: MovieDetails) -> tuple[str, tuple[str, ...]]:
    """The original title, empty where that is the film's own, and the titles besides both."""
    original = details.original_title or ""
    if original.casefold() == details.summary.display_title.casefold():
        original = ""
    return original, tuple(alias for alias in details.aliases if alias.casefold() != original.casefold())


def _films_of(person_id: int, library: Library) -> tuple[MovieSummary, ...]:
    return library.films_of(person_id)


def _tagged(tag: str, library: Library) -> tuple[MovieSummary, ...]:
    name = tag.replace('"', " ")
    return library.search(f'tag:"{name}"', MOST_TAGGED)


class AboutFilmScreen(ListDialog[Fact, "FilmsInCommonScreen[MovieSummary] | None"]):
    """The facts of a film; gives the screen of the films that share the chosen one."""

    BINDINGS: ClassVar[list[BindingType]] = bindings_for(Context.ABOUT_FILM)

    def __init__(self, details: MovieDetails) -> None:
        super().__init__(
            f"About {film_title(details.summary)}",
            [
                Column("What", lambda fact: muted(fact.label), width=11),
                Column("Known", lambda fact: plain(fact.text), width=20, flex=1),
            ],
            key=lambda fact: fact,
        )
        self._facts = tuple(facts_of(details))

    def on_mount(self) -> None:
        self.note(f"{self.movierec.key_of('choice.take')} shows the films of a person, or with a tag.")
        self.show_things(self._facts, "Nothing more is known of it.")

    def take(self, row: Fact) -> None:
        films = films_with(row)
        if films is None:
            self.tell("Only people and tags have films.")
        else:
            self.dismiss(films)


class FilmsInCommonScreen(BaseScreen, Generic[R]):
    """A list of films that have something in common, such as a person.

    Args:
        title: of the list.
        columns: of the list.
        movie_of: the film of a row.
        question: gives the rows.
        words: a line above the list, where the title alone does not say what they have in common.
    """

    CONTEXT = Context.LIST
    AUTO_FOCUS = "#films-in-common"
    DEFAULT_CSS = """
    FilmsInCommonScreen #words { height: auto; max-height: 4; padding: 0 2; color: $foreground; }
    """

    table: getters.query_one[FilmTable[R]] = getters.query_one("#films-in-common", FilmTable)

    def __init__(
        self,
        title: str,
        columns: Sequence[Column[R]],
        movie_of: Callable[[R], MovieSummary],
        question: Callable[[Library], Sequence[R]],
        words: str = "",
    ) -> None:
        super().__init__()
        self._title, self._words, self._question = title, words, question
        self._table = FilmTable(columns, movie_of, id="films-in-common")

    def compose_body(self) -> ComposeResult:
        if self._words:
            yield Static(self._words, id="words", markup=False)
        with Vertical(classes="panel") as panel:
            panel.border_title = Content(self._title)
            yield self._table

    def on_mount(self) -> None:
        self.follow("status", self._load)

    def _load(self) -> None:
        show = partial(self.table.update_rows, empty="No such film is left.")
        self.load("films", self._question, show, self.table.show_trouble)


def films_with(fact: Fact) -> FilmsInCommonScreen[MovieSummary] | None:
    """The films of a person or with a tag; None for a fact that is about neither."""
    if fact.films is None:
        return None
    title = f"{'Tagged' if fact.label == 'Tag' else 'By or with'} {safe_text(fact.text)}"
    columns = [title_column(itself), year_column(itself, rank=1), genres_column(itself), mean_column(itself)]
    return FilmsInCommonScreen(title, columns, itself, fact.films)
