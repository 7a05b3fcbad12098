"""A person's taste in a few figures: where their stars go, what they like more and less than others, and where they
stand alone.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import zip_longest
from math import ceil
from typing import TYPE_CHECKING

from textual.containers import VerticalScroll
from textual.content import Content
from textual.geometry import Size
from textual.reactive import reactive
from textual.widget import Widget

from movierec_tui.tui.widgets.cells import bar_text, cut_end, cut_middle
from movierec_tui.tui.widgets.film_card import titled
from movierec_tui.wording.text import signed, stars_of_five

if TYPE_CHECKING:
    from db.taste import Liking, StarShare, TasteSummary, UnusualOpinion

NOTHING = "Nothing is rated yet, so there is no taste to tell of."
_LIKED, _DISLIKED, _DECADES = 3, 3, 2
_GAP = 3
_DECADES_LABEL, _DECADE = 9, 12
_LEAST = 0.05
"""A smaller difference is none."""
_LEFT = 27
_NAME = 11


class TasteText(Widget):
    """The figures as text, as wide as there is room.

    Attributes:
        summary: None until it is there.
        note: what stands here instead.
    """

    DEFAULT_CSS = """
    TasteText { height: auto; width: 1fr; }
    """

    summary: reactive[TasteSummary | None] = reactive(None, layout=True)
    note: reactive[str] = reactive("", layout=True)

    def render(self) -> Content:
        """Two columns, then the unusual opinions."""
        return Content("\n").join(self._lines(self.size.width))

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:  # noqa: ARG002
        """One line for each thing told."""
        return max(1, len(self._lines(width)))

    def _lines(self, width: int) -> list[Content]:
        summary = self.summary
        if summary is None or not summary.ratings:
            return [Content.styled(NOTHING if summary is not None else self.note, "$ink-muted")]
        left = [*_distribution(summary.distribution), *_generosity(summary.generosity)]
        right = _likings(summary, max(20, width - _LEFT - _GAP))
        lines = [
            (one or Content("")).pad_right(_LEFT + _GAP - (one or Content("")).cell_length)
            + (two or Content(""))
            for one, two in zip_longest(left, right)
        ]
        return [*lines, *_decades(summary.decades, width), Content(""), *_unusual(summary.unusual, width)]


class TasteView(VerticalScroll, can_focus=True):
    """The text, with the keys to scroll it."""

    DEFAULT_CSS = """
    TasteView { height: 1fr; padding: 0 1; scrollbar-size-vertical: 1; }
    """

    def compose(self) -> list[Widget]:
        """The text."""
        return [TasteText()]

    def show(self, summary: TasteSummary) -> None:
        """Shows a person's taste."""
        self.query_one(TasteText).summary = summary

    def show_trouble(self, sentence: str) -> None:
        """Shows why there is none."""
        text = self.query_one(TasteText)
        text.summary, text.note = None, sentence


def _distribution(shares: Sequence[StarShare]) -> list[Content]:
    """Each number of stars with the person's share as a bar, and everybody's as a figure."""
    whole: dict[int, tuple[float, float]] = {}
    for share in shares:
        own, everyone = whole.get(ceil(share.stars), (0.0, 0.0))
        whole[ceil(share.stars)] = own + share.own, everyone + share.everyone
    most = max(own for own, _everyone in whole.values()) or 1.0
    lines = [Content.styled(f"{'Stars':<15}{'own':>4}{'all':>7}", "$ink-muted")]
    for stars, (own, everyone) in sorted(whole.items(), reverse=True):
        lines.append(
            Content.assemble(
                (f"{stars} ", "$ink-muted"),
                (f"{bar_text(own / most, 11):<12}", "$ink-bar"),
                (f"{own:>5.0%}", "$foreground"),
                (f"{everyone:>7.0%}", "$ink-muted"),
            )
        )
    return lines


def _generosity(generosity: float) -> list[Content]:
    if abs(generosity) < 0.1:
        words = "about as strict as others"
    else:
        words = f"{abs(generosity):.1f} stars {'kinder' if generosity > 0 else 'stricter'} than all"
    return [Content.styled(words, "$ink-muted")]


def _likings(summary: TasteSummary, width: int) -> list[Content]:
    genres = [liking for liking in summary.genres if liking.films > 1]
    liked = [liking for liking in genres if liking.difference >= _LEAST][:_LIKED]
    disliked = [liking for liking in genres if liking.difference <= -_LEAST][-_DISLIKED:]
    groups = (("Likes more than others", liked), ("Likes less than others", disliked))
    most = max((abs(liking.difference) for _, group in groups for liking in group), default=1.0) or 1.0
    lines = []
    for name, group in groups:
        if group:
            lines.append(Content.styled(name, "$ink-muted"))
            lines += [_liking(liking, most, width) for liking in group]
    return lines


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


def _liking(liking: Liking, most: float, width: int) -> Content:
    cells = max(3, min(10, width - _NAME - 12))
    style = "$ink-bar" if liking.difference > 0 else "$ink-muted"
    return Content.assemble(
        (f"{cut_end(liking.name, _NAME):<{_NAME}}", "$foreground"),
        (f"{signed(liking.difference, 1):>5} ", "$foreground"),
        (f"{bar_text(abs(liking.difference) / most, cells):<{cells}}", style),
        (f"{liking.films:>5,}", "$ink-muted"),
    )


def _unusual(opinions: Sequence[UnusualOpinion], width: int) -> list[Content]:
    lines = [Content.styled("Most unlike others, who give", "$ink-muted")] if opinions else []
    for opinion in opinions:
        full, empty = stars_of_five(opinion.rating)
        lines.append(
            Content.assemble(
                (full, "$ink-star"),
                (f"{empty:<{6 - len(full)}}", "$ink-track"),
                (f"{signed(opinion.difference, 1):>5}", "$foreground"),
                (f"{opinion.mean:>5.1f}  ", "$ink-muted"),
                (cut_middle(titled(opinion.movie), max(10, width - 18)), "$foreground"),
            )
        )
    return lines
