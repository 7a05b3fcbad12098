"""Rate films: one after the other, those first that tell most, with the list that grows from it beside."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import TYPE_CHECKING, ClassVar

from textual import getters, on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.reactive import var
from textual.widgets import Static

from db.marks import FilmMark
from db.rows import MovieSummary, Opinion
from movierec_tui.library.answers import ListRequest, Recommended
from movierec_tui.tui.keys.actions import Context, bindings_for
from movierec_tui.tui.ratings import Opinions, RatingChange
from movierec_tui.tui.screens.base import BaseScreen
from movierec_tui.tui.screens.choosing_films import ChoosingFilmsDialog
from movierec_tui.tui.screens.recommendation_list import first_training, why_no_list
from movierec_tui.tui.services import watch_app
from movierec_tui.tui.widgets.cells import Cell, Ink, bar_text
from movierec_tui.tui.widgets.film_card import rating_words
from movierec_tui.tui.widgets.list_columns import movie_of, title_column, year_column
from movierec_tui.tui.widgets.table import Column, RowTable
from movierec_tui.wording.opinions import mark_words
from movierec_tui.wording.text import counted, film_title, safe_text, stars_of_five

if TYPE_CHECKING:
    from db.personal.profiles import Profile

AHEAD = 3
"""Films that are fetched before they are needed."""

FAVOURITES = 3
"""Films that a new person names first."""

FULL_STARS = 5.0
_FIVE_STARS = "Type a title; Enter gives it five stars."

PREVIEW = 30
RECENT = 12
_LOADING = "Choosing the next film …"
_NOT_YET = "That key was not taken: wait for the film …"
_ALL_ASKED = "That was every well-known film."
_ENOUGH = 15
"""Ratings after which a list is personal."""

_PROGRESS_CELLS = 20
_ANSWER_CELLS = 12
_KEYS = (
    (("", "stars"), ("quick.half", "½ for last film")),
    (("quick.unseen", "haven't seen"), ("quick.skip", "skip")),
    (("quick.watchlist", "watchlist"), ("quick.hide", "not interested")),
)
"""In two columns, which fit half of a screen of 80 cells."""


class QuickRateScreen(BaseScreen):
    """Every answer is kept at once, so that one can leave and come back at any time.

    Attributes:
        asked: the film that is asked about.
    """

    CONTEXT = Context.QUICK
    BINDINGS: ClassVar[list[BindingType]] = bindings_for(Context.STARS, Context.QUICK)

    asked: var[MovieSummary | None] = var(None, init=False)

    preview: getters.query_one[RowTable[Recommended]] = getters.query_one("#preview-table", RowTable)

    def __init__(self) -> None:
        super().__init__()
        self._note = _LOADING
        self._rater: int | None = None
        self._ahead: list[MovieSummary] = []
        self._answered: set[int] = set()
        self._rated_last: int | None = None
        self._listed: frozenset[int] = frozenset()
        self._new: frozenset[int] = frozenset()

    def compose_body(self) -> ComposeResult:
        """The film, its answers and the last ones at the left; the list so far at the right."""
        with Horizontal(id="rate"):
            with Vertical(id="card", classes="panel"):
                yield Static(id="film")
                yield Static(_key_words(self.movierec.key_of), id="answers")
                yield Static("Your last answers", id="recent-name")
                yield Static(id="recent")
            with Vertical(id="preview", classes="panel"):
                table: RowTable[Recommended] = RowTable(
                    [
                        Column("", self._novelty, width=1, rank=3),
                        title_column(movie_of),
                        year_column(movie_of, rank=2),
                        Column("Stars", _stars, width=5, rank=1),
                    ],
                    key=lambda row: row.movie.movie_id,
                    id="preview-table",
                )
                table.can_focus = False
                yield table

    def on_mount(self) -> None:
        """Follows who rates, what is said, and how far a first training is."""
        leaves = "shows your list" if self.app.current_mode == "for_you" else "leaves"
        self.query_one("#card").border_subtitle = Content(
            f"{self.movierec.key_of('app.undo')} goes back · {self.movierec.key_of('app.back')} {leaves}"
        )
        for name in ("opinions", "status"):
            watch_app(self, name, self._load_when_seen, init=False)
        watch_app(self, "job", self._show_training, init=False)
        watch_app(self, "last_change", self._changed, init=False)
        self._show_training()
        self._load_when_seen()

    # Asking

    def _load_when_seen(self) -> None:
        self.when_in_front("films", self._load)

    def _load(self) -> None:
        """Asks for the films to rate next, for those rated last, and for the list that follows from them."""
        profile, opinions = self.movierec.profile, self.movierec.opinions
        if profile is None:
            return
        if profile.user_id != self._rater:
            self._begin_for(profile)
        self._show_film()
        waiting = AHEAD + len(self._pending) + 1
        self.load(
            "next",
            lambda library: library.lists.next_to_rate(profile.user_id, waiting),
            self._show_next,
            self._say,
        )
        newest = _newest(opinions)[:RECENT]
        self.load(
            "recent",
            lambda library: library.films(newest),
            partial(self._show_recent, opinions),
            self.movierec.say,
        )
        self._load_preview(profile)

    def _begin_for(self, profile: Profile) -> None:
        """Asks somebody else about their own films; what was said before is not theirs."""
        self._rater = profile.user_id
        self._rated_last = None
        self._ahead, self._answered = [], set()
        self._listed = self._new = frozenset()
        self.asked = None
        self._say(_LOADING)
        if not profile.ratings:
            self.app.push_screen(
                ChoosingFilmsDialog("Name three films you love", _FIVE_STARS, FAVOURITES), self._rate_favourites
            )

    def _rate_favourites(self, films: Sequence[MovieSummary] | None) -> None:
        for film in films or ():
            self.movierec.ratings.rate(film.movie_id, FULL_STARS)

    @property
    def _pending(self) -> set[int]:
        """Films that were answered; what was said of them is on its way."""
        return {movie_id for movie_id in self._answered if not self._said(movie_id).is_answer}

    def _said(self, movie_id: int) -> Opinion:
        return self.movierec.opinions.get(movie_id, Opinion())

    def _show_next(self, films: tuple[MovieSummary, ...]) -> None:
        pending = self._pending
        fresh = [film for film in films if film.movie_id not in pending]
        if self.asked is None:
            self.asked = fresh.pop(0) if fresh else None
        self._ahead = [film for film in fresh if film != self.asked][:AHEAD]
        if self.asked is None:
            self._say(_ALL_ASKED)

    def _show_film(self) -> None:
        """The film or a note, then how far one is; with less air between them in the lowest terminals."""
        profile, film = self.movierec.profile, self.asked
        gap = [] if self.has_class("-tiny") else [Content("")]
        if film is None:
            lines = [Content.styled(safe_text(self._note), "$ink-muted"), Content(""), *gap, Content("")]
        else:
            year = "year unknown" if film.year is None else str(film.year)
            lines = [
                Content.styled(safe_text(film.display_title), "bold $accent"),
                Content.styled(safe_text(" · ".join((year, *film.genres))), "$foreground"),
                *gap,
                rating_words(film),
            ]
        lines += [*gap, _progress(0 if profile is None else profile.ratings)]
        self.query_one("#film", Static).update(Content("\n").join(lines))

    def watch_asked(self) -> None:
        self._show_film()

    def _say(self, note: str) -> None:
        """Shows a note while there is no film."""
        self._note = note
        self._show_film()

    def _show_recent(self, opinions: Opinions, films: Sequence[MovieSummary]) -> None:
        lines = [_answer(film, opinions.get(film.movie_id)) for film in films]
        self.query_one("#recent", Static).update(Content("\n").join(lines))

    # Answering

    def action_stars(self, number: int) -> None:
        movie_id = self._take()
        if movie_id is not None:
            self._rated_last = movie_id
            self.movierec.ratings.rate(movie_id, float(number))

    def action_answer(self, mark: str) -> None:
        movie_id = self._take()
        if movie_id is not None:
            self.movierec.ratings.mark(movie_id, FilmMark(mark))

    def _take(self) -> int | None:
        """The film that is answered now; the next one is asked about at once."""
        film = self.asked
        if film is None:
            # What was pressed before a film could be read is about none: it would rate something unseen.
            if self._note == _LOADING:
                self._say(_NOT_YET)
            return None
        self._answered.add(film.movie_id)
        self._note = _LOADING
        self.asked = self._ahead.pop(0) if self._ahead else None
        return film.movie_id

    def action_half_star(self) -> None:
        """Half a star more or less for the film that was rated last."""
        opinions = self.movierec.opinions
        rated = [movie_id for movie_id in _newest(opinions) if opinions[movie_id].rating is not None]
        last = self._rated_last or next(iter(rated), None)
        if last is not None:
            self.movierec.ratings.rate_half(last)

    def _changed(self, change: RatingChange | None) -> None:
        """Asks again about a film of which nothing is said any more."""
        if change is None or change.change.after.is_answer:
            return
        self._answered.discard(change.film.movie_id)
        self._rated_last = None
        if self.asked is not None and self.asked != change.film:
            self._ahead.insert(0, self.asked)
        self.asked = change.film

    # The list so far

    def _show_training(self) -> None:
        title = " · ".join(filter(None, ("Rate films", first_training(self.movierec))))
        self.query_one("#card").border_title = Content(title)
        if sentence := why_no_list(self.movierec):
            self.query_one("#preview").border_title = "Your list"
            self.preview.show((), sentence)

    def _load_preview(self, profile: Profile) -> None:
        self._show_training()
        if why_no_list(self.movierec):
            return
        rated = profile.ratings
        after = f"after {counted(rated, 'rating')}" if rated else "by popularity"
        self.load(
            "preview",
            lambda library: library.lists.recommend(profile.user_id, ListRequest(limit=PREVIEW)).films,
            partial(self._show_preview, Content(f"For {safe_text(profile.name)} · {after}")),
            self.preview.show_trouble,
        )

    def _show_preview(self, title: Content, rows: tuple[Recommended, ...]) -> None:
        """The list and the ratings that it follows from, never one without the other."""
        films = frozenset(row.movie.movie_id for row in rows)
        if films != self._listed:
            self._new = films - self._listed if self._listed else frozenset()
            self._listed = films
        panel = self.query_one("#preview")
        panel.border_title = title
        panel.border_subtitle = "• new" if self._new else None
        self.preview.show(rows, "No film is left to recommend.")

    def _novelty(self, row: Recommended) -> Cell:
        return (("•" if row.movie.movie_id in self._new else " ", Ink.STAR),)

    @on(RowTable.Opened, "#preview-table")
    def _opened(self, event: RowTable.Opened) -> None:
        self.movierec.open_movie(event.row.movie.movie_id)


def _newest(opinions: Opinions) -> list[int]:
    """The films of which something was said, the newest first."""

    def said_at(movie_id: int) -> int:
        said = opinions[movie_id]
        return max((said.rated_at, *(when for _mark, when in said.marks)))

    last_first = [movie_id for movie_id, said in opinions.items() if said.is_answer][::-1]
    return sorted(last_first, key=said_at, reverse=True)


def _stars(row: Recommended) -> Cell:
    return (("★", Ink.STAR), (f" {row.predicted_rating:.1f}", Ink.PLAIN))


def _progress(rated: int) -> Content:
    """A bar until there are enough ratings, and in words how many there are."""
    if rated >= _ENOUGH:
        return Content.assemble(
            (f"{rated:,} rated", "bold $foreground"), ("  enough to start; more helps", "$ink-muted")
        )
    drawn = bar_text(rated / _ENOUGH, _PROGRESS_CELLS)
    return Content.assemble(
        (drawn, "$ink-bar"),
        ("─" * (_PROGRESS_CELLS - len(drawn)), "$ink-track"),
        (f"  {rated} of about {_ENOUGH}", "$foreground"),
    )


def _answer(film: MovieSummary, said: Opinion | None) -> Content:
    """What was said of a film, and its title."""
    if said is not None and said.rating is not None:
        full, empty = stars_of_five(said.rating)
        answer = Content.assemble((full, "$ink-star"), (f"{empty:<{_ANSWER_CELLS - len(full)}}", "$ink-track"))
    else:
        answer = Content.styled(f"{mark_words(said):<{_ANSWER_CELLS}}", "$ink-muted")
    return answer + Content.styled(film_title(film), "$foreground")


def _key_words(key_of: Callable[[str], str]) -> Content:
    """The keys and what they say of the film, in two columns."""

    def key(action_id: str) -> str:
        return key_of(action_id) if action_id else f"{key_of('stars.1')}–{key_of('stars.5')}"

    return Content("\n").join(
        Content.assemble(
            (f"{key(first):<4} ", "bold $accent"),
            (f"{says:<15}", "$ink-muted"),
            (f"{key(second):<2} ", "bold $accent"),
            (says_too, "$ink-muted"),
        )
        for (first, says), (second, says_too) in _KEYS
    )
