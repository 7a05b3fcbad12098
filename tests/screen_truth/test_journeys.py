"""What stands on a real terminal is what the app would draw anew, in every screen and dialog."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import pytest

from bench.terminal import SMALL, WIDE, running_app
from tests.screen_truth.conftest import MoveIn
from tests.screen_truth.journeys import FIRST_START, JOURNEYS, SUSPENDED, Step
from tests.screen_truth.viewer import Viewer

OFTEN, SELDOM = 2, 5
"""Steps between redraws. A redraw mends what was forgotten before, so that later steps look right."""

ALL_JOURNEYS = pytest.mark.parametrize("name", JOURNEYS)


@ALL_JOURNEYS
def test_the_terminal_shows_what_a_full_redraw_shows(move_in: MoveIn, name: str) -> None:
    _travel(move_in("home") / "library.db", WIDE, JOURNEYS[name], OFTEN)


@ALL_JOURNEYS
def test_so_it_does_where_little_was_redrawn_before(move_in: MoveIn, name: str) -> None:
    _travel(move_in("home") / "library.db", SMALL, JOURNEYS[name], SELDOM)


def test_before_there_is_a_database(move_in: MoveIn) -> None:
    _travel(move_in("home") / "none.db", SMALL, FIRST_START, OFTEN)


def test_after_a_suspension_everything_is_drawn(move_in: MoveIn) -> None:
    with running_app(move_in("home") / "library.db", SMALL) as terminal:
        viewer = Viewer(terminal, SMALL)
        with _no_differences(viewer):
            for keys, text in SUSPENDED:
                viewer.press(keys)
                viewer.sees(text)
                viewer.suspend_and_continue()


def _travel(database: Path, size: tuple[int, int], journey: Sequence[Step], between_redraws: int) -> None:
    """Takes all steps, and compares the terminal with a full redraw after every few of them and at the end."""
    with running_app(database, size) as terminal:
        viewer = Viewer(terminal, size)
        with _no_differences(viewer):
            for number, (keys, text) in enumerate(journey, 1):
                for each in keys.split():
                    viewer.press(each)
                viewer.sees(text)
                if number % between_redraws == 0 or number == len(journey):
                    viewer.redraw()


@contextmanager
def _no_differences(viewer: Viewer) -> Iterator[None]:
    """Goes on after a difference, and tells all of them at the end, with where the way was lost if it was."""
    lost: list[str] = []
    try:
        yield
    except AssertionError as error:
        lost.append(str(error))
    found = viewer.differences + lost
    assert not found, "\n\n".join(found)
