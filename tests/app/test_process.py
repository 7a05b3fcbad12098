"""What the process is told before the app opens."""

from __future__ import annotations

import os
import selectors
import subprocess
import sys
from collections.abc import Iterator

import pytest

from movierec_tui.tui.escape_key import EscapeSelector

LONG = 1000.0


@pytest.fixture
def pipe() -> Iterator[tuple[int, int]]:
    ends = os.pipe()
    yield ends
    for end in ends:
        os.close(end)


def constants_with(**settings: str) -> list[str]:
    """Frames a second and seconds for Escape, as Textual knows them once the process is prepared."""
    code = (
        "from movierec_tui.tui.process import prepare_process; prepare_process();"
        "from movierec_tui.tui.escape_key import notice_escape_soon; notice_escape_soon();"
        "from textual import constants; from textual.drivers import linux_driver;"
        "print(constants.MAX_FPS, constants.ESCAPE_DELAY,"
        " type(linux_driver.selectors.SelectSelector()).__name__)"
    )
    plain = {name: value for name, value in os.environ.items() if name not in {"TEXTUAL_FPS", "ESCDELAY"}}
    child = subprocess.run(
        [sys.executable, "-c", code], env=plain | settings, capture_output=True, text=True, check=True
    )
    return child.stdout.split()


def test_answers_wait_for_no_slow_frame_and_escape_for_no_slow_clock() -> None:
    assert constants_with() == ["240", "0.025", "EscapeSelector"]


def test_what_a_person_set_for_textual_stays() -> None:
    assert constants_with(TEXTUAL_FPS="30", ESCDELAY="300")[:2] == ["30", "0.3"]


def test_after_input_the_next_wait_is_short_and_then_as_long_as_asked(pipe: tuple[int, int]) -> None:
    reading, writing = pipe
    with EscapeSelector(0.001) as selector:
        selector.register(reading, selectors.EVENT_READ)
        os.write(writing, b"\x1b")
        ((key, _events),) = selector.select(LONG)
        assert os.read(key.fd, 10) == b"\x1b"

        # Were this as long as asked, the suite's time limit would end it.
        assert selector.select(LONG) == []

        os.write(writing, b"a")
        assert len(selector.select(LONG)) == 1


def test_without_input_the_wait_is_as_long_as_asked(
    pipe: tuple[int, int], monkeypatch: pytest.MonkeyPatch
) -> None:
    waits: list[float | None] = []

    def select(_selector: object, timeout: float | None = None) -> list[object]:
        waits.append(timeout)
        return []

    monkeypatch.setattr(selectors.SelectSelector, "select", select)
    with EscapeSelector(0.001) as selector:
        selector.register(pipe[0], selectors.EVENT_READ)
        selector.select(LONG)
        selector.select(LONG)

    assert waits == [LONG, LONG]
