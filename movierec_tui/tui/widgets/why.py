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
    from db.personal.opinions import Opinion
    from db.rows import MovieSummary
    from movierec_tui.library import Recommended

_LEAST_BAR, _MOST_BAR = 6, 16
_PERCENT = 5
_STARS = 5
_LABEL = 11
_CARD_LINES = 12
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
        width, height = self.size
        roomy = height >= _CARD_LINES
        lines = [*self._facts(self.movie, width), Content("")] if roomy and self.movie is not None else []
        if self.expected is not None:
            lines += why_lines(self.expected, width, height - len(lines), roomy=roomy)
        return Content("\n").join([*lines, *_wrapped(self.note, width)])

    def _facts(self, movie: MovieSummary, width: int) -> list[Content]:
        genres = cut_end(safe_text(" · ".join(movie.genres)) or "no genres", width)
        lines = [Content.styled(genres, "$ink-muted"), Content("")]
        if self.expected is not None:
            stars, doubt = self.expected.predicted_rating, self.expected.uncertainty
            lines += [expected_line("For you", self.expected), range_line(stars, doubt, min(width, 32))]
        if self.opinion is not None and self.opinion.rating is not None:
            lines.append(own_rating_line("You", self.opinion.rating))
        lines.append(Content.assemble((f"{'Everyone':<{_LABEL}} ", "$ink-muted"), rating_words(movie)))
        return lines


def expected_line(label: str, film: Recommended) -> Content:
    """The predicted rating and how sure it is: a standard deviation, in stars."""
    return Content.assemble(
        (f"{label:<{_LABEL}} ", "$ink-muted"),
        ("★", "$ink-star"),
        (f" {film.predicted_rating:.1f}", "bold $foreground"),
        (f" ±{film.uncertainty:.1f}", "$ink-muted"),
    )


def own_rating_line(label: str, rating: float) -> Content:
    """A rating that the person gave."""
    full, empty = stars_of_five(rating)
    return Content.assemble((f"{label:<{_LABEL}} ", "$ink-muted"), (full, "$ink-star"), (empty, "$ink-track"))


def why_lines(film: Recommended, width: int, most: int, *, roomy: bool) -> list[Content]:
    """What speaks for the film, as shares of all that does; what speaks against it; what is there without either.

    Args:
        film: with the films behind it.
        width: cells of a line.
        most: how many lines there is room for; films that find none count among the other ratings.
        roomy: two lines and an empty one for each film; else one line.
    """
    against = 0.0 if film.against is None else film.against.total
    rest = max(0.0, film.others - against)
    speaks_for = rest + sum(reason.contribution for reason in film.because)
    last = _against_lines(film, speaks_for, width, roomy=roomy) + _wrapped(base_words(film), width)
    room = (most - len(last)) // (3 if roomy else 1)
    named = film.because
    if len(named) + (rest > 0) > room:
        named = named[: max(1, room - 1)]
    rest = speaks_for - sum(reason.contribution for reason in named)
    line = _share_lines if roomy else _share_line
    lines = []
    for reason in named:
        full, empty = stars_of_five(reason.rating)
        lines += line(reason.contribution / speaks_for, width, full + empty, titled(reason.movie))
    if speaks_for > 0 and round(rest / speaks_for, 2) > 0:
        lines += line(rest / speaks_for, width, "", "your other ratings")
    return lines + last


def _against_lines(film: Recommended, speaks_for: float, width: int, *, roomy: bool) -> list[Content]:
    """The ratings that speak against the film, and by how much they lower it; nothing where that is nothing."""
    if film.against is None or (speaks_for > 0 and round(-film.against.total / speaks_for, 2) == 0):
        return []
    strongest, more = film.against.most, film.against.ratings - 1
    one = "Your own rating" if strongest.movie.movie_id == film.movie.movie_id else titled(strongest.movie)
    who = f" and {more:,} {'other' if more == 1 else 'others'}" if more else ""
    share = -film.against.total / speaks_for if speaks_for > 0 else 0.0
    if not speaks_for:
        does = "speak against it." if more else "speaks against it."
    elif share >= 1:
        does = "outweigh all that." if more else "outweighs all that."
    else:
        does = f"{'lower' if more else 'lowers'} it by {share:.0%}."
    title = one if roomy else cut_middle(one, max(8, width - cell_len(f"{who} {does}")))
    return _wrapped(f"{title}{who} {does}", width)


def _wrapped(words: str, width: int) -> list[Content]:
    return [Content.styled(line, "$ink-muted") for line in textwrap.wrap(words, max(20, width))]


def base_words(film: Recommended) -> str:
    """How much of the match comes from the person's ratings, and how much is there without them."""
    from_ratings = film.score - film.base
    if not film.because and film.against is None and abs(film.others) < 1e-9:
        return "Listed because it is popular; your ratings don't cover it yet."
    if from_ratings <= 0:
        return "Listed because it is popular; your ratings together add nothing."
    if film.base <= 0:
        return "Its match comes from your ratings alone."
    share = film.base / film.score
    return f"Its match: {1 - share:.0%} your taste, {share:.0%} popularity."


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
    return [
        Content.assemble(
            (f"{share:>{_PERCENT}.0%} ", "$foreground"),
            (bar_text(share, cells).ljust(cells) + " ", "$ink-bar"),
            _drawn(stars),
            " ",
            (cut_middle(words, room), "$foreground" if stars else "$ink-muted"),
        )
    ]


def _share_lines(share: float, width: int, stars: str, words: str) -> list[Content]:
    room = max(8, width - _STARS - 1)
    named = cut_middle(words, room)
    return [
        Content.assemble(
            (named + " " * (room - cell_len(named) + 1), "$foreground" if stars else "$ink-muted"),
            _drawn(stars),
        ),
        Content.assemble(
            (f"{share:>{_PERCENT}.0%} ", "$foreground"), (bar_text(share, width - _PERCENT - 1), "$ink-bar")
        ),
        Content(""),
    ]


def _drawn(stars: str) -> Content:
    """The stars that a rated film got, in five cells."""
    full = stars.rstrip("☆")
    return Content.assemble((full, "$ink-star"), (stars[len(full) :].ljust(_STARS - len(full)), "$ink-track"))
