"""A person's taste in a few figures: where their stars go, what they like more and less than others, and where they
stand alone.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import zip_longest
from math import ceil
from typing import TYPE_CHECKING

from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.content import Content
from textual.widgets import Static

from movierec_tui.tui.widgets.cells import bar_text, cut_end, cut_middle, drawn_stars
from movierec_tui.wording.text import film_title, safe_text, signed

if TYPE_CHECKING:
    from db.taste import Liking, StarShare, TasteSummary, UnusualOpinion

_NO_TASTE = "No ratings yet, so nothing can be said about this taste."
_LIKED, _DISLIKED, _DECADES = 3, 3, 2
"""So many genres and decades of each kind are named."""

_LEAST = 0.05
"""A smaller difference is none."""

_LEFT, _GAP, _NAME = 27, 3, 11
_DECADES_LABEL, _DECADE = 9, 12
_STAR_BAR = 11


class TasteView(VerticalScroll, can_focus=True):
    """The figures as text, as wide as there is room, with the keys to scroll it."""

    DEFAULT_CSS = """
    TasteView { height: 1fr; padding: 0 1; scrollbar-size-vertical: 1; scrollbar-gutter: stable; }
    """

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._summary: TasteSummary | None = None

    def compose(self) -> ComposeResult:
        yield Static()

    def show(self, summary: TasteSummary) -> None:
        self._summary = summary
        self._draw()

    def show_trouble(self, sentence: str) -> None:
        self._summary = None
        self.query_one(Static).update(Content.styled(safe_text(sentence), "$text-error"))

    def on_resize(self) -> None:
        self._draw()

    def _draw(self) -> None:
        if self._summary is not None:
            lines = taste_lines(self._summary, self.scrollable_content_region.width)
            self.query_one(Static).update(Content("\n").join(lines))


def taste_lines(summary: TasteSummary, width: int) -> list[Content]:
    """How strict they are, two columns of stars and genres, decades, and the most unusual opinions."""
    if not summary.ratings:
        return [Content.styled(_NO_TASTE, "$ink-muted")]
    left = _distribution(summary.distribution)
    right = _likings(summary, max(20, width - _LEFT - _GAP))
    columns = [
        Content.assemble(one, " " * (_LEFT + _GAP - one.cell_length), two)
        for one, two in zip_longest(left, right, fillvalue=Content(""))
    ]
    return [
        _strictness(summary.generosity),
        *columns,
        *_decades(summary.decades, width),
        Content(""),
        *_unusual(summary.unusual, width),
    ]


def _strictness(generosity: float) -> Content:
    words = "Rates about as strictly as others"
    if abs(generosity) >= 0.1:
        words = f"Rates {abs(generosity):.1f} stars {'higher' if generosity > 0 else 'lower'} than others"
    return Content.styled(words, "$foreground")


def _distribution(shares: Sequence[StarShare]) -> list[Content]:
    """Each number of stars with the person's share as a bar, and everybody's as a figure."""
    whole: dict[int, tuple[float, float]] = {}
    for share in shares:
        own, everyone = whole.get(ceil(share.stars), (0.0, 0.0))
        whole[ceil(share.stars)] = own + share.own, everyone + share.everyone
    most = max(own for own, _everyone in whole.values()) or 1.0
    heading = Content.styled(f"{'Stars':<{_STAR_BAR + 4}}{'own':>4}{'all':>7}", "$ink-muted")
    return [heading] + [
        Content.assemble(
            (f"{stars} ", "$ink-muted"),
            (f"{bar_text(own / most, _STAR_BAR):<{_STAR_BAR + 1}}", "$ink-bar"),
            (f"{own:>5.0%}", "$foreground"),
            (f"{everyone:>7.0%}", "$ink-muted"),
        )
        for stars, (own, everyone) in sorted(whole.items(), reverse=True)
    ]


def _likings(summary: TasteSummary, width: int) -> list[Content]:
    genres = [liking for liking in summary.genres if liking.films > 1]
    liked = [liking for liking in genres if liking.difference >= _LEAST][:_LIKED]
    disliked = [liking for liking in genres if liking.difference <= -_LEAST][-_DISLIKED:]
    most = max((abs(liking.difference) for liking in liked + disliked), default=1.0)
    lines = []
    for heading, group in (("Likes more than others", liked), ("Likes less than others", disliked)):
        if group:
            lines.append(Content.styled(heading, "$ink-muted"))
            lines += [_liking(liking, most, width) for liking in group]
    return lines


def _liking(liking: Liking, most: float, width: int) -> Content:
    cells = max(3, min(10, width - _NAME - 12))
    style = "$ink-bar" if liking.difference > 0 else "$ink-muted"
    return Content.assemble(
        (f"{cut_end(liking.name, _NAME):<{_NAME}}", "$foreground"),
        (f"{signed(liking.difference, 1):>5} ", "$foreground"),
        (f"{bar_text(abs(liking.difference) / most, cells):<{cells}}", style),
        (f"{liking.films:>5,}", "$ink-muted"),
    )


def _decades(decades: Sequence[Liking], width: int) -> list[Content]:
    """The most liked and the least liked decades in a line; the middle ones go where there is no room."""
    known = [liking for liking in decades if liking.films > 1]
    ends = known if len(known) <= 2 * _DECADES else known[:_DECADES] + known[-_DECADES:]
    while ends and _DECADES_LABEL + len(ends) * _DECADE > width + 2:
        ends.pop(len(ends) // 2)
    if not ends:
        return []
    parts = [(f"{'Decades':<{_DECADES_LABEL}}", "$ink-muted")]
    for liking in ends:
        parts += [(f"{liking.name} ", "$foreground"), (f"{signed(liking.difference, 1)}  ", "$ink-muted")]
    return [Content.assemble(*parts)]


def _unusual(opinions: Sequence[UnusualOpinion], width: int) -> list[Content]:
    heading = [Content.styled("Most unusual opinions (average)", "$ink-muted")] if opinions else []
    return heading + [
        Content.assemble(
            drawn_stars(opinion.rating),
            (f"{signed(opinion.difference, 1):>6}", "$foreground"),
            (f" ({opinion.mean:.1f})  ", "$ink-muted"),
            (cut_middle(film_title(opinion.movie), max(10, width - 19)), "$foreground"),
        )
        for opinion in opinions
    ]
