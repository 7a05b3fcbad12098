"""Rate films: one after the other, those first that tell most, with the list that grows from it beside."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.reactive import reactive
from textual.widgets import Static

from db.marks import FilmMark
from db.rows import Opinion
from movierec_tui.library.answers import ListRequest
from movierec_tui.tui.keys.actions import Context, bindings_for
from movierec_tui.tui.screens.base import BaseScreen
from movierec_tui.tui.widgets.cells import Cell, Ink
from movierec_tui.tui.widgets.columns import Column
from movierec_tui.tui.widgets.film_columns import title_column, year_column
from movierec_tui.tui.widgets.quick_card import AskedFilm, RecentAnswers
from movierec_tui.tui.widgets.table import RowTable
from movierec_tui.wording.text import safe_text

if TYPE_CHECKING:
    from db.personal.profiles import Profile
    from db.rows import MovieSummary
    from movierec_tui.library.answers import Recommended
    from movierec_tui.library.library import Library
    from movierec_tui.tui.ratings import RatingChange

AHEAD = 3
"""Films that are fetched before they are needed."""

PREVIEW = 30
RECENT = 12
_LOADING = "Choosing the next film …"
_NOT_YET = "That key was not taken: wait for it …"
_ALL_ASKED = "That was every well-known film."
_KEYS = (
    (("", "stars"), ("quick.half", "half, last film")),
    (("quick.unseen", "haven't seen"), ("quick.skip", "skip")),
    (("quick.watchlist", "watchlist"), ("quick.hide", "not interested")),
)
"""In two columns, which fit half of a screen of 80 cells."""


def _movie(row: Recommended) -> MovieSummary:
    return row.movie


class QuickRateScreen(BaseScreen):
    """Every answer is kept at once, so that one can leave and come back at any time.

    Attributes:
        asked: the film that is asked about.
    """

    CONTEXT = Context.QUICK
    BINDINGS: ClassVar[list[BindingType]] = bindings_for(Context.STARS, Context.QUICK)

    asked: reactive[MovieSummary | None] = reactive(None)

    def __init__(self) -> None:
        super().__init__()
        self._ahead: list[MovieSummary] = []
        self._recent: tuple[MovieSummary, ...] = ()
        self._answered: set[int] = set()
        self._rated_last: int | None = None
        self._rating_for: int | None = None
        self._ahead_outdated = False
        self._listed: frozenset[int] = frozenset()
        self._new: frozenset[int] = frozenset()

    def compose_body(self) -> ComposeResult:
        """The film, its answers and the last ones at the left; the list so far at the right."""
        key_of = self.movierec.key_of
        with Horizontal(id="rate"):
            with Vertical(id="card", classes="panel") as card:
                card.border_title = "Rate films"
                yield AskedFilm(id="film")
                yield Static(_key_words(key_of), id="answers")
                yield Static("Your last answers", id="recent-name")
                yield RecentAnswers(id="recent")
            with Vertical(id="preview", classes="panel") as preview:
                preview.border_title = "Your list"
                table: RowTable[Recommended] = RowTable(
                    [
                        Column("", self._novelty, width=1, rank=3),
                        title_column(_movie),
                        year_column(_movie, rank=2),
                        Column("Stars", _figure, width=5, rank=1),
                    ],
                    key=lambda row: row.movie.movie_id,
                    id="preview-table",
                )
                table.can_focus = False
                yield table

    def on_mount(self) -> None:
        """Follows who rates and what is said."""
        self.query_one(AskedFilm).note = _LOADING
        self.watch(self.app, "opinions", self._something_changed)
        self.watch(self.app, "status", self._something_changed, init=False)
        self.watch(self.app, "last_change", self._told, init=False)

    # Asking

    def watch_asked(self, asked: MovieSummary | None) -> None:
        """Shows the film."""
        if self.is_mounted:
            self.query_one(AskedFilm).film = asked

    def _something_changed(self) -> None:
        self.when_in_front("everything", self._ask)

    def _ask(self) -> None:
        """Another film is next, and other films fit."""
        self.query_one(RecentAnswers).opinions = self.movierec.opinions
        profile = self.movierec.profile
        if profile is None:
            return
        if profile.user_id != self._rating_for:
            self._begin_for(profile)
        self.query_one(AskedFilm).rated = profile.ratings
        self._ahead_outdated = True
        if self.asked is None:
            self._load_next()
        self._load_preview(profile)

    def _begin_for(self, profile: Profile) -> None:
        """Asks somebody else about their own films; what was said before is not theirs."""
        key_of = self.movierec.key_of
        leaves = "shows your list" if self.app.current_mode == "for_you" else "leaves"
        ways = f"{key_of('app.undo')} goes back · {key_of('app.back')} {leaves}"
        self.query_one("#card", Vertical).border_subtitle = Content(ways)
        self._rating_for = profile.user_id
        self._rated_last = None
        self._ahead, self._answered = [], set()
        self._listed = self._new = frozenset()
        self._draw_recent(())
        self.asked = None
        self.query_one(AskedFilm).note = _LOADING
        self.load("recent", self._last_films, self._draw_earlier, self.movierec.say)

    def _load_next(self) -> None:
        self._ahead_outdated = False
        profile = self.movierec.profile
        if profile is not None:
            self.load(
                "next",
                lambda library: library.lists.next_to_rate(profile.user_id, AHEAD + len(self._pending) + 1),
                self._draw_next,
                self._no_next,
            )

    @property
    def _pending(self) -> set[int]:
        """Films that were answered; what was said of them is on its way."""
        return self._answered - self.movierec.opinions.keys()

    def _draw_next(self, films: tuple[MovieSummary, ...]) -> None:
        pending = self._pending
        fresh = [film for film in films if film.movie_id not in pending]
        if self.asked is None:
            self.asked = fresh.pop(0) if fresh else None
        self._ahead = [film for film in fresh if film != self.asked][:AHEAD]
        self.query_one(AskedFilm).note = "" if self.asked else _ALL_ASKED

    def _no_next(self, sentence: str) -> None:
        self.query_one(AskedFilm).note = sentence

    def _take(self) -> int | None:
        """The film that is answered now; the next one is asked about at once."""
        film = self.asked
        if film is None:
            # What was pressed before a film could be read is about none: it would rate something unseen.
            card = self.query_one(AskedFilm)
            card.note = _NOT_YET if card.note == _LOADING else card.note
            return None
        self._answered.add(film.movie_id)
        self.query_one(AskedFilm).note = _LOADING
        self.asked = self._ahead.pop(0) if self._ahead else None
        return film.movie_id

    def action_stars(self, number: int) -> None:
        """Rates the film."""
        movie_id = self._take()
        if movie_id is not None:
            self._rated_last = movie_id
            self.movierec.ratings.rate(movie_id, float(number))

    def action_answer(self, mark: str) -> None:
        """Says something else of the film."""
        movie_id = self._take()
        if movie_id is not None:
            self.movierec.ratings.mark(movie_id, FilmMark(mark))

    def action_half_star(self) -> None:
        """Half a star more or less for the film that was rated last."""
        opinions = self.movierec.opinions
        rated = [movie_id for movie_id, said in opinions.items() if said.rating is not None]
        last = self._rated_last or max(rated, key=lambda movie_id: opinions[movie_id].rated_at, default=None)
        if last is not None:
            self.movierec.ratings.rate_half(last)

    # What was answered

    def _last_films(self, library: Library) -> tuple[MovieSummary, ...]:
        opinions = self.movierec.opinions
        newest = sorted(opinions, key=lambda movie_id: -_said_at(opinions[movie_id]))[:RECENT]
        return library.films(newest)

    def _draw_earlier(self, films: tuple[MovieSummary, ...]) -> None:
        """Those that were answered before this screen was opened, behind those answered since."""
        since = {film.movie_id for film in self._recent}
        self._draw_recent((*self._recent, *(film for film in films if film.movie_id not in since))[:RECENT])

    def _draw_recent(self, films: tuple[MovieSummary, ...]) -> None:
        self._recent = films
        self.query_one(RecentAnswers).films = films

    def _told(self, told: RatingChange | None) -> None:
        if told is None:
            return
        others = tuple(film for film in self._recent if film.movie_id != told.film.movie_id)
        unsaid = told.change.after == Opinion()
        self._draw_recent(others if unsaid else (told.film, *others)[:RECENT])
        if unsaid:
            self._ask_again(told.film)

    def _ask_again(self, film: MovieSummary) -> None:
        self._answered.discard(film.movie_id)
        self._rated_last = None
        if self.asked is not None and self.asked != film:
            self._ahead.insert(0, self.asked)
        self.asked = film

    # The list so far

    def _load_preview(self, profile: Profile) -> None:
        rated = profile.ratings
        after = f"after {rated:,} {'rating' if rated == 1 else 'ratings'}" if rated else "what everyone likes"
        title = Content(f"For {safe_text(profile.name)} · {after}")
        self.load(
            "preview",
            lambda library: library.lists.recommend(profile.user_id, ListRequest(limit=PREVIEW)),
            lambda rows: self._draw_preview(title, rows),
            self._no_preview,
        )

    def _no_preview(self, sentence: str) -> None:
        self.query_one("#preview-table", RowTable).show_trouble(sentence)
        self._choose_ahead()

    def _draw_preview(self, title: Content, rows: tuple[Recommended, ...]) -> None:
        """The list and the ratings that it follows from, never one without the other."""
        films = frozenset(row.movie.movie_id for row in rows)
        if films != self._listed:
            self._new = films - self._listed if self._listed else frozenset()
            self._listed = films
        panel = self.query_one("#preview", Vertical)
        panel.border_title = title
        panel.border_subtitle = Content("• new") if self._new else None
        self.query_one("#preview-table", RowTable).show(rows, "No film is left to recommend.")
        self._choose_ahead()

    def _choose_ahead(self) -> None:
        # Some films are ahead already, so the list need not share the processor with the search for more.
        if self._ahead_outdated:
            self._load_next()

    def _novelty(self, row: Recommended) -> Cell:
        return (("•" if row.movie.movie_id in self._new else " ", Ink.STAR),)

    @on(RowTable.Opened, "#preview-table")
    def _opened(self, event: RowTable.Opened) -> None:
        self.movierec.open_movie(event.row.movie.movie_id)


def _figure(row: Recommended) -> Cell:
    return (("★ ", Ink.STAR), (f"{row.predicted_rating:.1f}", Ink.PLAIN))


def _said_at(said: Opinion) -> int:
    return max((said.rated_at, *(when for _mark, when in said.marks)))


def _key_words(key_of: Callable[[str], str]) -> Content:
    def key(action_id: str) -> str:
        return key_of(action_id) if action_id else f"{key_of('stars.1')}–{key_of('stars.5')}"

    lines = []
    for (first, says), (second, says_too) in _KEYS:
        lines.append(
            Content.assemble(
                (f"{key(first):<4} ", "bold $accent"),
                (f"{says:<15}", "$ink-muted"),
                (f"{key(second):<2} ", "bold $accent"),
                (says_too, "$ink-muted"),
            )
        )
    return Content("\n").join(lines)
