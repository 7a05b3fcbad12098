"""What other widgets lie in: drawn once for all of its lines, as it only shows where nothing lies on it.

A screen is several boxes deep, and every one of them is drawn again with each change of what lies in it.
"""

from __future__ import annotations

from typing import ClassVar, Self

from rich.segment import Segment
from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.content import Content
from textual.css.styles import RulesMap
from textual.geometry import Region, Size
from textual.reactive import Reactive
from textual.strip import Strip
from textual.style import Style
from textual.visual import RenderOptions, Visual, VisualType
from textual.widget import Widget
from textual.widgets import Button, Label, Static


class Placed(Widget):
    """Takes the place that it is given, and asks for no other layout when it is new or the place is another.

    Textual would lay the whole screen out and draw it again. The last of the base classes, as Textual takes the style
    sheet of the first one.
    """

    virtual_size: Reactive[Size] = Reactive(Size(0, 0), repaint=False)

    def _size_updated(
        self, size: Size, virtual_size: Size, container_size: Size, layout: bool = True
    ) -> bool:
        """Takes over a size."""
        is_other = size != self._size
        to_tell = super()._size_updated(size, virtual_size, container_size, layout)
        if is_other:
            self.drawn_by_layout()
        return to_tell

    def filtered(self, lines: list[Strip]) -> list[Strip]:
        """Lines as the terminal shows them: without colours, in words, or as they are."""
        background = self.background_colors[1]
        for line_filter in self.get_line_filters():
            lines = [line.apply_filter(line_filter, background) for line in lines]
        return lines

    def drawn_by_layout(self) -> None:
        """The layout that gives another size draws everything; Textual would do so with the next change once more."""
        self._exchange_repaint_regions()


class Drawn(Visual):
    """Styled text as strips, each piece in its style and nothing more.

    Textual also writes into each style where the piece stands, for the mouse to select it: no two pieces then have the
    same style, and every style is worked out for each drawing, which takes three times as long.
    """

    def __init__(self, content: Content) -> None:
        self._content = content

    def get_optimal_width(self, rules: RulesMap, container_width: int) -> int:
        """As wide as its longest line."""
        return self._content.get_optimal_width(rules, container_width)

    def get_minimal_width(self, rules: RulesMap) -> int:
        """As wide as its longest word."""
        return self._content.get_minimal_width(rules)

    def get_height(self, rules: RulesMap, width: int) -> int:
        """As high as its lines, wrapped to `width` cells."""
        return self._content.get_height(rules, width)

    def render_strips(
        self, width: int, height: int | None, style: Style, options: RenderOptions
    ) -> list[Strip]:
        """The first `height` lines, wrapped to `width` cells."""
        if not width:
            return []
        lines: list[Content] = []
        for line in self._content.split("\n", allow_blank=True):
            lines += [line] if line.cell_length <= width else line.wrap(width)
        return [
            Strip(
                [
                    Segment(text, (style + text_style).rich_style)
                    for text, text_style in line.render(style, end="", parse_style=options.get_style)
                ],
                line.cell_length,
            )
            for line in lines[:height]
        ]


class TextLines(Placed):
    """What draws its content as lines of text that the mouse does not select."""

    ALLOW_SELECT = False

    def _render(self) -> Visual:
        visual = super()._render()
        return Drawn(visual) if isinstance(visual, Content) else visual


class LongText(Static, TextLines):
    """Text that is read on the screen, line by line."""


class Scroll(VerticalScroll, Placed):
    """What is higher than its place, with a bar to scroll it."""


class Words(Static, Placed):
    """Some lines of text."""

    def update(self, content: VisualType = "", *, layout: bool = True) -> None:
        """Shows other words, if they are. The screen is laid out again only where they need another place."""
        shown = self.content
        if isinstance(shown, Content) and isinstance(content, Content) and shown.is_same(content):
            return
        super().update(content, layout=False)
        if layout and not self._fits():
            self.refresh(layout=True)

    def _fits(self) -> bool:
        if not self.styles.auto_dimensions:
            return True
        if self.styles.is_auto_width or not self.size:
            return False
        height = self.get_content_height(self.container_size, self.screen.size, self.size.width)
        return height == self.size.height


class DialogButton(Button, Placed):
    """A button below what a dialog asks."""


class FieldName(Label, Placed):
    """What stands before a field."""


class Ground(Placed):
    """Nothing but a background: no border, no padding of another colour."""

    def render_lines(self, crop: Region) -> list[Strip]:
        """Draws one line, and gives it for all of them."""
        return self.filtered([Strip.blank(crop.width, self.visual_style.rich_style)]) * crop.height


class Row(Horizontal, Ground):
    """Widgets side by side, without a border."""


class Stack(Vertical, Ground):
    """Widgets above each other, without a border."""


class Pane(Vertical, Placed):
    """Widgets above each other, with a border."""


class DrawsFocus(Widget):
    """Draws itself how it looks with the focus. Textual would work out its styles anew, which stay the same."""

    def watch_has_focus(self, _has_focus: bool) -> None:
        """Nothing to do: it is drawn anyway."""


class Lit(Widget):
    """Has the class `-lit` while the focus is within.

    With `:focus-within`, Textual would work out the styles of everything within anew whenever the focus moves.

    Attributes:
        TITLE: what stands in the border, lit with it. With a colour of CSS, everything within would be drawn anew.
    """

    TITLE: ClassVar[str | None] = None

    def on_mount(self) -> None:
        """Names the frame, and follows the focus: news of it from within would come after the next drawing."""
        self._light_title(on=False)
        self.watch(self.screen, "focused", self._light)

    def _light(self) -> None:
        on = self.has_focus_within
        if on != self.has_class("-lit"):
            self.set_class(on, "-lit", update=False)
            self.app.stylesheet.update_nodes([self])
            self._light_title(on=on)

    def _light_title(self, *, on: bool) -> None:
        if self.TITLE is not None:
            self.border_title = Content.styled(self.TITLE, "$accent" if on else "$ink-muted")


class Framed(Lit):
    """Has a border with titles. Another title is drawn alone: all that the frame holds would take much longer."""

    _changed_line: int | None = None

    def write_title(self, title: Content | None) -> None:
        """Writes another title into the upper line, as plain text."""
        if not _same(title, self._border_title):
            self._changed_line = 0
            self.border_title = title
            self._changed_line = None

    def write_subtitle(self, subtitle: Content | None) -> None:
        """Writes another title into the lower line, as plain text."""
        if not _same(subtitle, self._border_subtitle):
            self._changed_line = self.outer_size.height - 1
            self.border_subtitle = subtitle
            self._changed_line = None

    def refresh(
        self, *regions: Region, repaint: bool = True, layout: bool = False, recompose: bool = False
    ) -> Self:
        """Draws anew: the border, or only the line of a title where nothing else has changed; never what it holds."""
        if not regions and not recompose:
            left, above = self.content_offset
            outer = self.outer_size.region.translate((-left, -above))
            if self._changed_line is not None:
                regions = (Region(outer.x, outer.y + self._changed_line, outer.width, 1),)
            else:
                regions = (
                    Region(outer.x, outer.y, outer.width, 1),
                    Region(outer.x, outer.bottom - 1, outer.width, 1),
                    Region(outer.x, outer.y, 1, outer.height),
                    Region(outer.right - 1, outer.y, 1, outer.height),
                )
        return super().refresh(*regions, repaint=repaint, layout=layout, recompose=recompose)

    def render_lines(self, crop: Region) -> list[Strip]:
        """Draws the border; all lines between its upper and its lower one are the same."""
        last = self.outer_size.height - 1
        between = [y for y in crop.line_range if 0 < y < last]
        if not between:
            return super().render_lines(crop)
        lines = super().render_lines(Region(crop.x, between[0], crop.width, 1)) * len(between)
        if crop.y == 0:
            lines = super().render_lines(Region(crop.x, 0, crop.width, 1)) + lines
        if crop.bottom > last:
            lines += super().render_lines(Region(crop.x, last, crop.width, 1))
        return lines


class Frame(Vertical, Framed, Placed):
    """A border around something."""


def _same(one: Content | None, other: Content | None) -> bool:
    return one is other if one is None or other is None else one.is_same(other)
