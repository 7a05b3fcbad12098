"""What stands on a real terminal is what the app would draw anew, in every screen and dialog."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager

import pytest

from bench.terminal import SMALL, WIDE, running_app
from tests.screen_truth.conftest import MoveIn
from tests.screen_truth.journeys import FIRST_START, JOURNEYS, SUSPENDED, Step
from tests.screen_truth.viewer import Viewer

ALL_JOURNEYS = pytest.mark.parametrize("name", JOURNEYS)


@ALL_JOURNEYS
def test_the_terminal_shows_what_a_full_redraw_shows(move_in: MoveIn, name: str) -> None:
    _travel(move_in, "library.db", WIDE, JOURNEYS[name])


@ALL_JOURNEYS
def test_so_it_does_where_nothing_was_redrawn_before(move_in: MoveIn, name: str) -> None:
    _travel_together(move_in, "library.db", SMALL, JOURNEYS[name])


def test_before_there_is_a_database(move_in: MoveIn) -> None:
    _travel_together(move_in, "none.db", SMALL, FIRST_START)


def test_after_a_suspension_everything_is_drawn(move_in: MoveIn) -> None:
    with running_app(move_in("home") / "library.db", SMALL) as terminal:
        viewer = Viewer(terminal, SMALL)
        with _no_differences(viewer):
            for keys, text in SUSPENDED:
                viewer.press(keys)
                viewer.sees(text)
                viewer.suspend_and_continue()


def _travel(move_in: MoveIn, database: str, size: tuple[int, int], journey: Sequence[Step]) -> None:
    """Somebody for whom everything is redrawn after each step."""
    with running_app(move_in("home") / database, size) as terminal:
        viewer = Viewer(terminal, size)
        with _no_differences(viewer):
            for keys, text in journey:
                for each in keys.split():
                    viewer.press(each)
                viewer.sees(text)
                viewer.redraw()


def _travel_together(move_in: MoveIn, database: str, size: tuple[int, int], journey: Sequence[Step]) -> None:
    """Two people do the same: for one of them everything is redrawn after each step, for the other nothing ever is.

    A redraw mends what was forgotten before, so that the next step would look right; the other one shows that.
    """
    with (
        running_app(move_in("home-1") / database, size) as first,
        running_app(move_in("home-2") / database, size) as second,
    ):
        redrawn, plain = Viewer(first, size), Viewer(second, size)
        with _no_differences(redrawn, plain):
            for keys, text in journey:
                for each in keys.split():
                    redrawn.press(each)
                    plain.press(each)
                redrawn.sees(text)
                if not plain.shows_at_once(redrawn.redraw()):
                    # Time, chance and the names of folders make a difference, too, and then a redraw makes none.
                    plain.sees(text)
                    plain.redraw()
            plain.rest()
            plain.redraw()


@contextmanager
def _no_differences(*viewers: Viewer) -> Iterator[None]:
    """Goes on after a difference, and tells all of them at the end, with where the way was lost if it was."""
    lost: list[str] = []
    try:
        yield
    except AssertionError as error:
        lost.append(str(error))
    found = [difference for viewer in viewers for difference in viewer.differences] + lost
    assert not found, "\n\n".join(found)
