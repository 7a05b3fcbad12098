"""What a film is to the person who rates, and why it is in a list: exact shares of what speaks for it and against."""

from __future__ import annotations

import textwrap

from rich.cells import cell_len
from textual.content import Content
from textual.reactive import reactive
from textual.widget import Widget

from db.rows import MovieSummary, Opinion
from movierec_tui.library.answers import Recommended
from movierec_tui.tui.widgets.cells import bar_text, cut_end, cut_middle, drawn_stars
from movierec_tui.tui.widgets.film_card import rating_words
from movierec_tui.tui.widgets.film_table import FilmKeys
from movierec_tui.wording.opinions import state_words, sureness
from movierec_tui.wording.text import counted, film_title, safe_text, stars_of_five

REASONS = 3
"""How many rated films are named behind a film."""

_LEAST_BAR, _MOST_BAR = 6, 16
_PERCENT = 5
_STARS = 5
_CARD_LINES = 12


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

    def render(self) -> Content:
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
            lines.append(expected_line("For you   ", self.expected))
        if self.opinion is not None and self.opinion.rating is not None:
            lines.append(Content.assemble(("You       ", "$ink-muted"), drawn_stars(self.opinion.rating)))
        lines.append(Content.assemble(("Everyone  ", "$ink-muted"), rating_words(movie)))
        return lines


def expected_line(label: str, film: Recommended) -> Content:
    """The predicted rating behind a label, and how sure it is: a standard deviation, in stars."""
    return Content.assemble(
        (label, "$ink-muted"),
        ("★", "$ink-star"),
        (f" {film.predicted_rating:.1f}", "bold $foreground"),
        (f" ±{film.uncertainty:.1f}  {sureness(film.uncertainty)}", "$ink-muted"),
    )


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
    lines = []
    for reason in named:
        stars = "".join(stars_of_five(reason.rating))
        lines += _reason_lines(reason.contribution / speaks_for, width, stars, film_title(reason.movie), roomy=roomy)
    if speaks_for > 0 and round(rest / speaks_for, 2) > 0:
        lines += _reason_lines(rest / speaks_for, width, "", "Your other ratings", roomy=roomy)
    return lines + last


def _against_lines(film: Recommended, speaks_for: float, width: int, *, roomy: bool) -> list[Content]:
    """The ratings that speak against the film, and by how much they lower it; nothing where that is nothing."""
    if film.against is None or (speaks_for > 0 and round(-film.against.total / speaks_for, 2) == 0):
        return []
    strongest, more = film.against.most, film.against.ratings - 1
    one = "Your own rating" if strongest.movie.movie_id == film.movie.movie_id else film_title(strongest.movie)
    others = f" and {counted(more, 'other')}" if more else ""
    ending = "" if more else "s"
    if speaks_for <= 0:
        does = f"speak{ending} against it."
    elif -film.against.total >= speaks_for:
        does = f"outweigh{ending} all that."
    else:
        does = f"lower{ending} it by {-film.against.total / speaks_for:.0%}."
    title = one if roomy else cut_middle(one, max(8, width - cell_len(f"{others} {does}")))
    return _wrapped(f"{title}{others} {does}", width)


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


def _reason_lines(share: float, width: int, stars: str, words: str, *, roomy: bool) -> list[Content]:
    percent = Content.styled(f"{share:>{_PERCENT}.0%} ", "$foreground")
    full = stars.rstrip("☆")
    drawn = Content.assemble((full, "$ink-star"), (f"{stars[len(full) :]:<{_STARS - len(full)}}", "$ink-track"))
    ink = "$foreground" if stars else "$ink-muted"
    if roomy:
        room = width - _STARS - 1
        title = cut_middle(words, room)
        padding = " " * (room - cell_len(title) + 1)
        bar = Content.styled(bar_text(share, width - _PERCENT - 1), "$ink-bar")
        return [Content.styled(title + padding, ink) + drawn, percent + bar, Content("")]
    cells = max(_LEAST_BAR, min(_MOST_BAR, (width - 40) // 2))
    bar = Content.styled(f"{bar_text(share, cells):<{cells}} ", "$ink-bar")
    title = cut_middle(words, max(8, width - _PERCENT - cells - _STARS - 3))
    return [percent + bar + drawn + " " + Content.styled(title, ink)]


class YouPanel(WhyCard, FilmKeys, can_focus=True):
    """A frame with what the film is to the person. With the focus in it, the keys for films are about this film.

    Args:
        more: says in the frame how to read more, where there is more.
        id: of the widget.
    """

    BORDER_TITLE = "You"
    DEFAULT_CSS = """
    YouPanel { width: 1fr; }
    """

    def __init__(self, more: str, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._more = more

    @property
    def film(self) -> MovieSummary | None:
        return self.movie

    def watch_expected(self, expected: Recommended | None) -> None:
        self.border_subtitle = None if expected is None else self._more

    def render(self) -> Content:
        """What was said, what to expect, then the reasons, as many lines as there is height for."""
        width, height = self.size
        own = None if self.opinion is None else self.opinion.rating
        marks = Content.styled(state_words(self.opinion), "$accent")
        if own is not None:
            marks = Content.assemble(("Your rating  ", "$ink-muted"), drawn_stars(own), "   ", marks)
        lines = [marks] if marks else []
        if self.expected is not None:
            lines.append(expected_line("For you      " if own is None else "Model says   ", self.expected))
            lines += why_lines(self.expected, width, height - len(lines), roomy=False)
        elif self.note:
            lines.append(Content.styled(safe_text(self.note), "$ink-muted"))
        return Content("\n").join(lines[:height])
