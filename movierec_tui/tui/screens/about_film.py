"""All that is known of a film, a line for each fact, and the films that share a person or a tag with it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, ClassVar

from textual import getters
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Vertical
from textual.content import Content

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


class AboutFilmScreen(ListDialog[Fact, "Fact | None"]):
    """The facts of a film; gives the one whose films are wanted."""

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
        if row.films is None:
            self.tell("Only people and tags have films.")
        else:
            self.dismiss(row)


class SharedFactScreen(BaseScreen):
    """The films of a person, or with a tag."""

    CONTEXT = Context.SHARED_FACT
    AUTO_FOCUS = "#sharing-films"

    table: getters.query_one[FilmTable[MovieSummary]] = getters.query_one("#sharing-films", FilmTable)

    def __init__(self, fact: Fact) -> None:
        super().__init__()
        self._fact = fact

    def compose_body(self) -> ComposeResult:
        with Vertical(classes="panel") as panel:
            panel.border_title = Content(
                f"{'Tagged' if self._fact.label == 'Tag' else 'By or with'} {safe_text(self._fact.text)}"
            )
            yield FilmTable(
                [title_column(itself), year_column(itself, rank=1), genres_column(itself), mean_column(itself)],
                itself,
                id="sharing-films",
            )

    def on_mount(self) -> None:
        self.follow("status", self._load)

    def _load(self) -> None:
        question = self._fact.films
        if question is not None:
            show = partial(self.table.update_rows, empty="No such film is left.")
            self.load("films", question, show, self.table.show_trouble)
