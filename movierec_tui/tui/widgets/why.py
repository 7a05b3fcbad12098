"""Why a film is in a list: what speaks for it in exact shares, what against it, and what is there without either."""

from __future__ import annotations

import textwrap
from typing import TYPE_CHECKING

from rich.cells import cell_len
from textual.content import Content
from textual.reactive import reactive
from textual.widget import Widget

from movierec_tui.tui.widgets.cells import bar_text, cut_end, cut_middle
from movierec_tui.tui.widgets.film_card import rating_words, titled
from movierec_tui.wording.text import safe_text, stars_of_five

if TYPE_CHECKING:
    from db.rows import MovieSummary, Opinion
    from movierec_tui.library.answers import Recommended

_LEAST_BAR, _MOST_BAR = 6, 16
_PERCENT = 5
_STARS = 5
_CARD_LINES = 14
_SCALE = (0.5, 5.0)


class WhyCard(Widget):
    """The film under the cursor: what to expect of it and why. As much as its height holds.

    Attributes:
        movie: which film.
        expected: the film as it was recommended; None where the model does not speak of it.
        opinion: what the person said of it.
        note: a sentence about the film's place in the list; stands instead of reasons where there are none, and alone
            where there is no film.
    """

    DEFAULT_CSS = """
    WhyCard { height: 1fr; padding: 0 1; }
    """

    movie: reactive[MovieSummary | None] = reactive(None)
    expected: reactive[Recommended | None] = reactive(None)
    opinion: reactive[Opinion | None] = reactive(None)
    note: reactive[str] = reactive("")

    def show(
        self,
        movie: MovieSummary | None,
        expected: Recommended | None = None,
        opinion: Opinion | None = None,
        note: str = "",
    ) -> None:
        """Shows another film, or nothing."""
        self.movie, self.expected, self.opinion, self.note = movie, expected, opinion, note

    def render(self) -> Content:
        """A card where there is height for one, else only the reasons."""
        width = self.size.width
        if self.movie is None:
            return Content.styled(cut_end(self.note, width), "$ink-muted")
        if self.size.height < _CARD_LINES:
            return Content("\n").join(self._reasons(width, self.size.height, roomy=False))
        facts = [*self._facts(self.movie, width), Content("")]
        return Content("\n").join([*facts, *self._reasons(width, self.size.height - len(facts), roomy=True)])

    def _facts(self, movie: MovieSummary, width: int) -> list[Content]:
        lines = [
            Content.styled(cut_middle(titled(movie), width), "bold $accent"),
            Content.styled(cut_end(safe_text(" · ".join(movie.genres)) or "no genres", width), "$ink-muted"),
            Content(""),
        ]
        if self.expected is not None:
            film = self.expected
            full, empty = stars_of_five(film.predicted_rating)
            lines.append(
                Content.assemble(
                    ("For you   ", "$ink-muted"),
                    (full, "$ink-star"),
                    (empty, "$ink-track"),
                    (f" {film.predicted_rating:.2f}", "bold $foreground"),
                    (f" ±{film.uncertainty:.2f}", "$ink-muted"),
                )
            )
            lines.append(range_line(film.predicted_rating, film.uncertainty, min(width, 32)))
        mine = None if self.opinion is None else self.opinion.rating
        if mine is not None:
            full, empty = stars_of_five(mine)
            lines.append(
                Content.assemble(
                    ("You       ", "$ink-muted"),
                    (full, "$ink-star"),
                    (empty, "$ink-track"),
                    (f" {mine:.1f}", "bold $foreground"),
                )
            )
        lines.append(Content.assemble(("Everyone  ", "$ink-muted"), rating_words(movie)))
        return lines

    def _reasons(self, width: int, most: int, *, roomy: bool) -> list[Content]:
        lines = [] if self.expected is None else why_lines(self.expected, width, most, roomy=roomy)
        return lines + [Content.styled(line, "$ink-muted") for line in textwrap.wrap(self.note, width)]


def why_lines(film: Recommended, width: int, most: int, *, roomy: bool) -> list[Content]:
    """What speaks for the film, as shares of all that does; what speaks against it; what is there without either.

    Args:
        film: with the films behind it.
        width: cells of a line.
        most: how many lines there is room for; films that find none count among the others.
        roomy: two lines and an empty one for each film; else one line.
    """
    rest = max(0.0, film.others - (0.0 if film.against is None else film.against.total))
    speaks_for = rest + sum(reason.contribution for reason in film.because)
    line = _share_lines if roomy else _share_line
    against = _against_lines(film, speaks_for, width, roomy=roomy)
    last = against + _wrapped(base_words(film), width)
    room = (most - len(last)) // (3 if roomy else 1)
    named = film.because
    if len(named) + (rest > 0) > room:
        named = named[: max(1, room - 1)]
    rest = speaks_for - sum(reason.contribution for reason in named)
    lines = []
    for reason in named:
        full, empty = stars_of_five(reason.rating)
        lines += line(reason.contribution / speaks_for, width, full + empty, titled(reason.movie))
    if speaks_for > 0 and round(rest / speaks_for, 2) > 0:
        lines += line(rest / speaks_for, width, "", "all your other ratings" + (" for it" if against else ""))
    return lines + last


def _against_lines(film: Recommended, speaks_for: float, width: int, *, roomy: bool) -> list[Content]:
    """The ratings that speak against the film, and how much they take back; nothing where that is nothing."""
    if film.against is None or (speaks_for > 0 and round(-film.against.total / speaks_for, 2) == 0):
        return []
    strongest, more = film.against.most, film.against.ratings - 1
    one = "your own rating" if strongest.movie.movie_id == film.movie.movie_id else titled(strongest.movie)
    others = f" and {more:,} {'other' if more == 1 else 'others'}" if more else ""
    whole = -film.against.total >= speaks_for
    share = "" if whole else f"{-film.against.total / speaks_for:.0%}"
    if roomy:
        takes = "more than that" if whole else f"{share} of that"
        how = f", which {'take' if more else 'takes'} back {takes}" if speaks_for > 0 else ""
        return _wrapped(f"Against it: {one}{others}{how}.", width)
    before = (
        f"{share:>{_PERCENT}} against it: "
        if share
        else "More against it: "
        if speaks_for > 0
        else "Against it: "
    )
    return [
        Content.styled(
            before + cut_middle(one, max(8, width - len(before) - len(others))) + others, "$ink-muted"
        )
    ]


def _wrapped(words: str, width: int) -> list[Content]:
    return [Content.styled(line, "$ink-muted") for line in textwrap.wrap(words, max(20, width))]


def base_words(film: Recommended) -> str:
    """How much of the match comes from the person's ratings, and how much is there without them."""
    from_ratings = film.score - film.base
    if not film.because and film.against is None and abs(film.others) < 1e-9:
        return "Here for what everyone likes: no rating of yours says anything of it yet."
    if from_ratings <= 0:
        return "Here for what everyone likes: your ratings together add nothing to it."
    if film.base <= 0:
        return "Its match comes from your ratings alone."
    share = film.base / film.score
    return f"Its match: {1 - share:.0%} yours, {share:.0%} what everyone likes."


def range_line(stars: float, doubt: float, width: int) -> Content:
    """The scale of stars as a line: where the rating is expected, and how sure that is (a standard deviation)."""
    low, high = _SCALE
    cells = max(8, width - 6)

    def place(value: float) -> int:
        return round((min(high, max(low, value)) - low) / (high - low) * (cells - 1))

    first, middle, last = place(stars - doubt), place(stars), place(stars + doubt)
    return Content.assemble(
        (" ½ ", "$ink-muted"),
        ("─" * first, "$ink-track"),
        ("━" * (middle - first), "$ink-bar"),
        ("●", "bold $ink-star"),
        ("━" * (last - middle), "$ink-bar"),
        ("─" * (cells - 1 - last), "$ink-track"),
        (" 5", "$ink-muted"),
    )


def _share_line(share: float, width: int, stars: str, words: str) -> list[Content]:
    cells = max(_LEAST_BAR, min(_MOST_BAR, (width - 40) // 2))
    room = max(8, width - _PERCENT - cells - _STARS - 3)
    full = stars.rstrip("☆")
    return [
        Content.assemble(
            (f"{share:>{_PERCENT}.0%} ", "$foreground"),
            (bar_text(share, cells).ljust(cells) + " ", "$ink-bar"),
            (full, "$ink-star"),
            (stars[len(full) :].ljust(_STARS - len(full)) + " ", "$ink-track"),
            (cut_middle(words, room), "$foreground" if stars else "$ink-muted"),
        )
    ]


def _share_lines(share: float, width: int, stars: str, words: str) -> list[Content]:
    room = max(8, width - _STARS - 1)
    full = stars.rstrip("☆")
    named = cut_middle(words, room)
    return [
        Content.assemble(
            (named + " " * (room - cell_len(named) + 1), "$foreground" if stars else "$ink-muted"),
            (full, "$ink-star"),
            (stars[len(full) :], "$ink-track"),
        ),
        Content.assemble(
            (f"{share:>{_PERCENT}.0%} ", "$foreground"), (bar_text(share, width - _PERCENT - 1), "$ink-bar")
        ),
        Content(""),
    ]
