"""The animated picture of a session: at any time one frame is seen, and without motion the poster alone."""

from __future__ import annotations

import re
from xml.etree import ElementTree as ET

from bench.recording import Frame, Run, animated

GROUND = "#101010"


def frame(*lines: str, seconds: float = 1.0, poster: bool = False) -> Frame:
    runs = tuple((Run(0, len(line), line, "#eeeeee", GROUND, False),) for line in lines)
    return Frame(runs, "x", f"shows {lines[0]}", seconds, poster)


def seen_without_motion(picture: str) -> list[str]:
    hidden = set(re.findall(r"\.(s\d+)\{visibility:hidden;", picture))
    groups = ET.fromstring(picture).iter("{http://www.w3.org/2000/svg}g")  # noqa: S314  (our own picture)
    return [
        text.text or ""
        for group in groups
        if group.get("class") not in hidden
        for text in group.iter("{http://www.w3.org/2000/svg}text")
    ]


def test_a_line_that_stays_is_drawn_once() -> None:
    picture = animated([frame("one", "stays", "end"), frame("two", "stays", "end")])

    assert picture.count(">stays<") == 1
    assert picture.count(">one<") == picture.count(">two<") == 1


def test_each_line_is_seen_as_long_as_its_frames() -> None:
    picture = animated([frame("one", "a", "b", seconds=1), frame("two", "a", "b", seconds=3)])

    timings = set(re.findall(r"@keyframes s\d+\{(.*?)\}\.", picture))
    assert timings == {
        "0.00%{visibility:visible}25.00%{visibility:hidden}",
        "0.00%{visibility:hidden}25.00%{visibility:visible}",
    }


def test_without_motion_the_poster_is_seen_alone() -> None:
    picture = animated([frame("one", "a", "b"), frame("two", "a", "b", poster=True), frame("three", "a", "b")])

    assert seen_without_motion(picture) == ["a", "b", "two", "x", "shows two"]


def test_titles_are_never_markup() -> None:
    picture = animated([frame("<b>&", "a", "b"), frame("[/b]", "a", "b")])

    assert "<b>&" in "".join(ET.fromstring(picture).itertext())  # noqa: S314  (our own picture)
