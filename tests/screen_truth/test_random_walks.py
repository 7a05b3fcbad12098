"""Keys by chance, the same at every run: what stands on the terminal is what the app would draw anew."""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping

import pytest

from bench.terminal import SMALL, WIDE, running_app
from tests.screen_truth.conftest import MoveIn
from tests.screen_truth.viewer import Viewer

KEYS = 90
KEYS_BETWEEN_LOOKS = 5
KEYS_IN_A_PLACE = 12

PLACES: Mapping[str, str] = {
    "1": "down up enter ^u ^r / tab w x r·3 . u esc m a t r i x back end home 2 3",
    "2": "down up tab ⇧tab f F s z [ ] c enter e i t r·4 . w x u + - space n ? end 1 3",
    "2 t": "down up space enter f + - c a s [ ] t n 7 r·2 tab esc ^o ^t",
    "3": "down up f tab ⇧tab space enter n p c b + - right left end home 7 esc 2",
    "4": "down up tab ⇧tab r c r·space right left end home d n ? ^p B",
    "5": "down up p ? ^p esc x ⇧tab L C",
    "M": "right left up down + - 0 H J K L g G / t o y enter esc r·3 ^t",
    "T": "right left up down n N v enter tab esc r·1 E u",
    "R": "1 2 3 5 . n s w x u space tab down esc",
    "2 P": "down up n e t d enter a b esc back",
    "2 C": "down up pgdn home m f esc ^t",
    "2 ?": "down up pgdn pgup end home esc ^t",
    "3 ^p": "m a p t o y down up pgdn back esc ⇧tab",
    "1 ^o": "a b c d esc ^o ?",
}
"""Where to go, and what is pressed there: nothing that quits, trains, fetches data or opens another program."""

SIZES = ("60x20", "100x30", "132x43")


@pytest.mark.parametrize(("size", "seed"), [(SMALL, 1), (WIDE, 2)], ids=["80x24", "120x40"])
def test_whatever_is_pressed_the_terminal_shows_what_a_full_redraw_shows(
    move_in: MoveIn, size: tuple[int, int], seed: int
) -> None:
    with running_app(move_in("home") / "library.db", size) as terminal:
        viewer = Viewer(terminal, size)
        viewer.sees("Nobody Rated")
        for number, keys in enumerate(_walk(random.Random(seed), "{}x{}".format(*size)), 1):  # noqa: S311
            viewer.press(keys)
            if number % KEYS_BETWEEN_LOOKS == 0:
                viewer.rest()
                viewer.redraw()
        assert not viewer.differences, "\n\n".join(viewer.differences)


def _walk(chance: random.Random, size: str) -> Iterator[str]:
    """From place to place, now and then in a terminal of another size."""
    for _ in range(KEYS // KEYS_IN_A_PLACE):
        place = chance.choice(list(PLACES))
        yield "esc·esc·esc"
        yield from place.split()
        yield from chance.choices(PLACES[place].split(), k=KEYS_IN_A_PLACE)
        if chance.random() < 0.3:
            yield chance.choice(SIZES)
            yield from chance.choices(PLACES[place].split(), k=3)
            yield size
