"""What the screens of a film and of a user share: a heading, and nearest ones, of which more or fewer can be shown."""

from __future__ import annotations

from collections.abc import Sequence

from textual.content import Content
from textual.widgets import Static

from movierec_tui.tui.screens.base import BaseScreen
from movierec_tui.wording.text import safe_text

NEIGHBOUR_STEPS = (5, 10, 20, 50, 100)
"""How many nearest films or users can be shown."""


class SubjectScreen(BaseScreen):
    """A screen about one film or user, with a `Static` named "heading".

    Attributes:
        neighbours: how many of the nearest ones it shows.
    """

    neighbours = NEIGHBOUR_STEPS[1]

    def show_heading(self, lines: Sequence[Content]) -> None:
        """Writes the lines above the lists."""
        self.query_one("#heading", Static).update(Content("\n").join(lines))

    def show_missing(self, sentence: str) -> None:
        """Says above the lists why the film or user cannot be shown."""
        self.show_heading([Content.styled(safe_text(sentence), "$text-error")])

    def load_nearest(self) -> None:
        """Asks for the nearest ones."""
        raise NotImplementedError

    def action_more_neighbours(self) -> None:
        self._change_neighbours(1)

    def action_fewer_neighbours(self) -> None:
        self._change_neighbours(-1)

    def _change_neighbours(self, steps: int) -> None:
        step = NEIGHBOUR_STEPS.index(self.neighbours) + steps
        if 0 <= step < len(NEIGHBOUR_STEPS):
            self.neighbours = NEIGHBOUR_STEPS[step]
            self.load_nearest()
