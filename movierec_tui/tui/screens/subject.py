"""What the screens of a film and of a user share: nearest ones, of which more or fewer can be shown."""

from __future__ import annotations

from movierec_tui.tui.screens.base import BaseScreen

NEIGHBOUR_STEPS = (5, 10, 20, 50, 100)
"""How many nearest films or users can be shown."""


class SubjectScreen(BaseScreen):
    """A screen with a list of nearest ones.

    Attributes:
        neighbours: how many of them it shows.
    """

    neighbours = NEIGHBOUR_STEPS[1]

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
