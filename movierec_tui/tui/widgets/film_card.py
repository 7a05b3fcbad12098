"""A film in words and bars, beside a list: what one wants to know before opening it."""

from __future__ import annotations

from collections import Counter
from math import ceil

from textual.content import Content
from textual.reactive import reactive
from textual.widget import Widget

from db.marks import FilmMark
from db.rows import MovieDetails, MovieSummary, Opinion, OpinionChange
from movierec_tui.library.answers import Near
from movierec_tui.tui.widgets.cells import Cell, Ink, bar_text, cut_end, cut_middle, drawn_stars, muted
from movierec_tui.wording.opinions import change_words
from movierec_tui.wording.text import counted, film_title, safe_text, stars

Counts = tuple[tuple[float, int], ...]

_SPARKS = "▁▂▃▄▅▆▇█"


class Histogram(Widget):
    """One line a step of the scale, the most stars at the top; each bar is measured against the longest.

    Where the height does not hold all steps, half stars are counted with the whole ones above them.
    """

    DEFAULT_CSS = """
    Histogram { height: 1fr; width: 1fr; }
    """

    counts: reactive[Counts] = reactive(())

    def render(self) -> Content:
        fits = len(self.counts) <= self.size.height
        return histogram_lines(self.counts if fits else in_whole_stars(self.counts), self.size.width)


def in_whole_stars(counts: Counts) -> Counts:
    """The counts of half stars added to those of the whole stars above them."""
    whole: Counter[float] = Counter()
    for value, number in counts:
        whole[float(ceil(value))] += number
    return tuple(sorted(whole.items()))


def histogram_lines(counts: Counts, width: int) -> Content:
    """The histogram in lines of `width` cells."""
    most = max((number for _stars, number in counts), default=0) or 1
    digits = len(f"{most:,}")
    room = max(4, width - 6 - digits)
    return Content("\n").join(
        Content.assemble(
            (f"{stars:>3g} ", "$ink-muted"),
            (bar_text(number / most, room).ljust(room), "$ink-bar"),
            (f" {number:>{digits},}", "$foreground" if number else "$ink-muted"),
        )
        for stars, number in reversed(counts)
    )


def spark_line(counts: Counts) -> str:
    """The histogram in one character a step, from the fewest stars to the most; empty without ratings."""
    most = max((number for _stars, number in counts), default=0)
    if not most:
        return ""
    return "".join(_SPARKS[round(number / most * (len(_SPARKS) - 1))] for _stars, number in counts)


def rating_words(movie: MovieSummary) -> Content:
    """Stars, mean and number of ratings."""
    if movie.mean_rating is None:
        return Content.styled("No ratings yet", "$ink-muted")
    return Content.assemble(
        drawn_stars(movie.mean_rating),
        (f" {movie.mean_rating:.2f}", "bold $foreground"),
        (f"  {counted(movie.ratings, 'rating')}", "$ink-muted"),
    )


class FilmCard(Widget):
    """Title, genres, ratings and the nearest films of the film under the cursor.

    Attributes:
        details: the film; None shows nothing.
        nearest: the films most like it.
        trouble: why there are none.
    """

    DEFAULT_CSS = """
    FilmCard { height: 1fr; padding: 0 1; }
    """

    details: reactive[MovieDetails | None] = reactive(None)
    nearest: reactive[tuple[Near[MovieSummary], ...]] = reactive(())
    trouble: reactive[str] = reactive("")

    def render(self) -> Content:
        if self.details is None:
            return Content.styled(safe_text(self.trouble), "$ink-muted")
        width = self.size.width
        movie = self.details.summary
        near = [
            Content.assemble(
                (f"{near.similarity:.2f}  ", "$ink-muted"),
                (cut_middle(film_title(near.item), max(8, width - 6)), "$foreground"),
            )
            for near in self.nearest
        ]
        return Content("\n").join(
            [
                Content.styled(cut_middle(film_title(movie), width), "bold $accent"),
                Content.styled(cut_end(safe_text(" · ".join(movie.genres)), width), "$ink-muted"),
                rating_words(movie),
                Content(""),
                histogram_lines(self.details.histogram, width),
                Content(""),
                Content.styled("Nearest films", "$ink-muted"),
                *(near or [Content.styled(safe_text(self.trouble), "$ink-muted")]),
            ]
        )


MINE_CELLS = 5


def mine(opinion: Opinion | None) -> Cell:
    """My stars, else w for the watchlist or x for hidden, in at most five cells."""
    if opinion is None:
        return ()
    if opinion.rating is not None:
        return ((stars(opinion.rating), Ink.STAR),)
    if opinion.has(FilmMark.WATCHLIST):
        return (("w", Ink.PLAIN),)
    return muted("x") if opinion.has(FilmMark.HIDDEN) else ()


def change_line(film: MovieSummary, change: OpinionChange, undo_key: str, *, undone: bool) -> Content:
    """A change in a line: the film, what is said of it now, and which key undoes that."""
    drawn, words = change_words(change)
    return Content.assemble(
        ("Undone:  " if undone else "", "$ink-muted"),
        (film_title(film), "bold $foreground"),
        ("  ", ""),
        (drawn, "$ink-star"),
        (words, "$foreground"),
        ("" if undone else f"  ·  {undo_key} undoes", "$ink-muted"),
    )
