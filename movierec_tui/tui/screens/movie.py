"""A film: what it is to the person who rates, how people rated it, what is near it, what its fans love."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import ClassVar

from textual import events, getters
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.widgets import Static

from db.rows import FilmSource, MovieDetails, MovieSummary
from movierec_tui.library.answers import Loved, Near, Reason, Recommended, ScoreExplanation
from movierec_tui.tui.keys.actions import ACTION_OF_ID, Context, bindings_for
from movierec_tui.tui.ratings import Opinions
from movierec_tui.tui.screens.about_film import AboutFilmScreen, FilmsInCommonScreen, facts_of, ids_of, other_titles
from movierec_tui.tui.screens.base import SubjectScreen, not_enriched
from movierec_tui.tui.screens.dialog import FilmsOverScreen
from movierec_tui.tui.services import watch_app
from movierec_tui.tui.widgets.cells import Cell, Ink, bar_text, count
from movierec_tui.tui.widgets.film_card import Histogram, in_whole_stars, rating_words, spark_line
from movierec_tui.tui.widgets.film_table import FilmTable
from movierec_tui.tui.widgets.list_columns import (
    SIMILARITY,
    given_column,
    mean_column,
    movie_of,
    neighbour,
    title_column,
    year_column,
)
from movierec_tui.tui.widgets.panels import Panel, Panels
from movierec_tui.tui.widgets.table import Column, RowTable
from movierec_tui.tui.widgets.why import REASONS, YouPanel
from movierec_tui.wording.text import counted, film_title, safe_text, signed, web_links

_BAR = 10
_WHAT_KEYS_SHOW = {
    "movie.page": "The film's page",
    "movie.copy": "The film's id",
    "movie.about": "More",
}
"""What is asked for with keys that a film may have nothing for."""


class WhyScreen(FilmsOverScreen):
    """The sum in words, then every rated film with what it adds or takes away, largest first."""

    AUTO_FOCUS = "#shares"
    BINDINGS: ClassVar[list[BindingType]] = bindings_for(Context.WHY)
    DEFAULT_CSS = """
    WhyScreen {
        & #sum { height: 3; padding: 0 2; margin: 0 0 1 0; }
    }
    """

    table: getters.query_one[RowTable[Reason]] = getters.query_one("#shares", RowTable)

    def __init__(self, user_id: int, movie: MovieSummary) -> None:
        super().__init__()
        self._user_id, self._movie = user_id, movie
        self._largest = 1.0

    def compose(self) -> ComposeResult:
        with Vertical() as frame:
            frame.border_title = Content(f"Why {film_title(self._movie)}")
            frame.border_subtitle = self.ways_out("why.close")
            yield Static(id="sum")
            yield RowTable(
                [
                    Column("Adds", self._added, width=_BAR + 7),
                    given_column("Rated", lambda reason: reason.rating),
                    title_column(movie_of),
                    year_column(movie_of),
                ],
                key=lambda reason: reason.movie.movie_id,
                id="shares",
            )

    def on_mount(self) -> None:
        user_id, movie_id = self._user_id, self._movie.movie_id
        self.load("why", lambda library: library.lists.why(user_id, movie_id), self._explain, self.table.show_trouble)

    def _explain(self, why: ScoreExplanation) -> None:
        self._largest = max((abs(reason.contribution) for reason in why.reasons), default=1.0) or 1.0
        self.query_one("#sum", Static).update(_sum_words(why))
        self.table.show(why.reasons, "The model does not know any of the rated films yet.")

    def _added(self, reason: Reason) -> Cell:
        added = reason.contribution
        line = bar_text(abs(added) / self._largest, _BAR)
        return ((f"{signed(added, 3)} ", Ink.PLAIN), (line, Ink.BAR if added > 0 else Ink.MUTED))


def _sum_words(why: ScoreExplanation) -> Content:
    rated = len(why.reasons)
    ratings = f"from your {rated:,} ratings, listed below" if rated != 1 else "from your one rating, below"
    return Content("\n").join(
        [
            Content.assemble((_figure(why.score), "bold $accent"), "  score: lists are sorted by it"),
            Content.assemble(
                (_figure(why.base), "bold $foreground"),
                ("  from popularity, without your ratings", "$ink-muted"),
            ),
            Content.assemble((signed(why.score - why.base, 3), "bold $foreground"), (f"  {ratings}", "$ink-muted")),
        ]
    )


def _figure(number: float) -> str:
    return f"{number:6.3f}".replace("-", "−")


FANS_LIMIT = 30


class MovieScreen(SubjectScreen):
    """One film. Opening another one from its lists stacks that film's screen on top."""

    CONTEXT = Context.MOVIE
    AUTO_FOCUS = "#you"
    BINDINGS: ClassVar[list[BindingType]] = bindings_for(Context.MOVIE)

    you = getters.query_one(YouPanel)

    def __init__(self, movie_id: int) -> None:
        super().__init__()
        self.movie_id = movie_id
        self._details: MovieDetails | None = None

    def compose_body(self) -> ComposeResult:
        """Heading, the person's part beside everybody's ratings, and the two lists."""
        yield Static(id="heading")
        with Horizontal(id="upper"):
            yield YouPanel(f"{self.movierec.key_of('movie.explain')} explains", id="you")
            with Vertical(id="ratings-panel", classes="panel") as ratings:
                ratings.border_title = "Ratings"
                yield Histogram()
        nearest: FilmTable[Near[MovieSummary]] = FilmTable(
            [title_column(neighbour), year_column(neighbour, rank=1), SIMILARITY], neighbour, id="nearest-table"
        )
        fans: FilmTable[Loved] = FilmTable(
            [
                title_column(movie_of),
                year_column(movie_of, rank=1),
                mean_column(movie_of),
                Column("Fans", lambda loved: count(loved.shared_fans), width=5, align="right", rank=1),
            ],
            movie_of,
            id="fans-table",
        )
        yield Panels(Panel("Nearest films", nearest, id="nearest"), Panel("Fans also love", fans, id="fans"))

    def on_mount(self) -> None:
        """Asks for everything at once; each part appears when it is there."""
        fans: RowTable[Loved] = self.query_one("#fans-table", RowTable)
        self.load("film", lambda library: library.movie(self.movie_id), self._show_film, self.show_missing)
        show = partial(fans.show, empty="Too few fans to say what they love.")
        self.load("fans", lambda library: library.fans_also_love(self.movie_id, FANS_LIMIT), show, fans.show_trouble)
        self.load_nearest()
        watch_app(self, "status", self._status_changed, init=False)
        watch_app(self, "opinions", self._opinions_changed)

    def load_nearest(self) -> None:
        wanted = self.neighbours
        nearest: RowTable[Near[MovieSummary]] = self.query_one("#nearest-table", RowTable)
        self.query_one("#nearest", Panel).rename(f"Nearest films · {wanted}")
        show = partial(nearest.update_rows, empty="Nothing is near this film.")
        self.load("nearest", lambda library: library.similar_movies(self.movie_id, wanted), show, nearest.show_trouble)

    def _status_changed(self) -> None:
        self.load_nearest()
        self._load_expected()

    # The person's part

    def _opinions_changed(self, opinions: Opinions) -> None:
        """The own rating at once, and what follows from it as soon as the model says it."""
        self.you.opinion = opinions.get(self.movie_id)
        self._load_expected()

    def _load_expected(self) -> None:
        profile = self.movierec.profile
        if profile is None:
            self._show_expected(None, "" if self._details is None else self._how_to_rate())
            return
        self.load(
            "expected",
            lambda library: library.lists.expected(profile.user_id, self.movie_id, REASONS),
            self._show_expected,
            partial(self._show_expected, None),
        )

    def _how_to_rate(self) -> str:
        rate = self.movierec.key_of("film.rate")
        then = "A name is all it takes; then you see here how much you would like it, and why."
        return f"Press {rate} to rate this film. {then}"

    def _show_expected(self, expected: Recommended | None, note: str = "") -> None:
        self.you.expected, self.you.note = expected, note
        self.refresh_bindings()

    def action_explain(self) -> None:
        """What every rated film adds, to the last one."""
        profile, movie = self.movierec.profile, self.you.movie
        if profile is not None and movie is not None:
            self.app.push_screen(WhyScreen(profile.user_id, movie))

    def action_about(self) -> None:
        """All that is known of the film; a person or a tag there shows its films."""

        def chosen(films: FilmsInCommonScreen[MovieSummary] | None) -> None:
            if films is not None:
                self.app.push_screen(films)

        if self._details is not None:
            self.app.push_screen(AboutFilmScreen(self._details), chosen)

    def action_to_you(self) -> None:
        self.you.focus()

    def action_to_lists(self) -> None:
        panels = self.query_one(Panels)
        panels.go(panels.current)

    # Its page elsewhere

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:  # noqa: ARG002
        """The page only where the data set knows one; reasons only where there are some."""
        if action in {"open_page", "copy_id"}:
            return self._details is not None and outside_id(self._details) is not None
        if action == "about":
            return self._details is not None and any(facts_of(self._details))
        if action == "explain":
            return self.you.expected is not None
        if action == "to_lists":
            return self.you.has_focus
        return True

    def on_key(self, event: events.Key) -> None:
        """A key for what is not known of this film says so."""
        for action, what in ((ACTION_OF_ID[action_id], what) for action_id, what in _WHAT_KEYS_SHOW.items()):
            missing = self._details is not None and not self.check_action(action.command, ())
            if missing and event.key in self.movierec.key_map.keys(action):
                self.tell(not_enriched(self.movierec, f"{what} is", "it") or f"{what} is not known.")

    def action_open_page(self) -> None:
        pages = {} if self._details is None else web_links(self._details)
        if pages:
            self.movierec.open_page(next(iter(pages.values())))

    def action_copy_id(self) -> None:
        name = None if self._details is None else outside_id(self._details)
        if name is not None:
            self.app.copy_to_clipboard(name)
            self.tell(f"Copied {name}")

    # The heading

    def on_resize(self) -> None:
        """A narrow screen shows the histogram within the heading."""
        self.call_after_refresh(self._draw_heading)

    def _show_film(self, details: MovieDetails) -> None:
        self._details = details
        self.you.movie = details.summary
        self.query_one(Histogram).counts = details.histogram
        self._draw_heading()
        if self.movierec.profile is None:
            self._load_expected()
        self.refresh_bindings()

    def _draw_heading(self) -> None:
        details = self._details
        if details is None:
            return
        movie, narrow = details.summary, self.has_class("-narrow")
        spark = f"   {spark_line(in_whole_stars(details.histogram))}" if narrow else ""
        genres, names = safe_text(" · ".join(movie.genres) or "no genres listed"), "" if narrow else ids_of(details)
        ratings = rating_words(movie)
        if details.source is FilmSource.IMDB:
            ratings = Content.styled("From IMDb; the data set lacks this film", "$foreground")
        imdb = "".join(f"   {words}" for words in _at_imdb(details, short=narrow))
        original, aliases = other_titles(details)
        others = (
            _people_words(details),
            " · ".join(tag.tag for tag in details.tags),
            original and f"originally {original}",
            aliases and f"also known as {', '.join(aliases)}",
        )
        lines = [
            Content.assemble((film_title(movie), "bold $accent"), (f"   {genres}", "$ink-muted")),
            Content.assemble(ratings, (imdb, "$foreground"), (spark, "$ink-bar"), (f"   {names}", "$ink-muted")),
            *(Content.styled(safe_text(words), "$ink-muted") for words in others if words),
        ]
        self.show_heading([line.truncate(self.size.width - 4, ellipsis=True) for line in lines])


def outside_id(details: MovieDetails) -> str | None:
    """The film's id at IMDb, else at TMDB, as those write it."""
    if details.imdb_id is not None:
        return f"tt{details.imdb_id:07d}"
    return None if details.tmdb_id is None else str(details.tmdb_id)


def _people_words(details: MovieDetails) -> str:
    """Who directs the film and who plays in it; empty where nobody is known."""
    parts = (("by", details.directors), ("with", details.cast))
    return ", ".join(f"{before} {', '.join(person.name for person in people)}" for before, people in parts if people)


def _at_imdb(details: MovieDetails, *, short: bool) -> Iterator[str]:
    if details.runtime is not None:
        yield f"{details.runtime} min"
    if details.imdb_rating is not None:
        votes = "" if short else f" ({counted(details.imdb_votes or 0, 'vote')})"
        yield f"IMDb {details.imdb_rating:.1f}{votes}"
