"""The viewer finds what an app draws wrongly, and nothing else: small apps, real ones."""

from __future__ import annotations

import sys
from collections.abc import Iterator

import pytest

from bench.terminal import SMALL, running_program
from tests.screen_truth.viewer import Viewer

APP = r"""
import os
from textual.app import App
from textual.widgets import Input, Label

class Forgetful(App):
    BINDINGS = [("s", "scribble('stale')"), ("c", "scribble('\x1b[31mhonest')"), ("h", "change"), ("n", "notify('Hm')")]

    def compose(self):
        yield Label("honest")

    def action_scribble(self, text):
        os.write(1, b"\x1b[1;1H" + text.encode() + b"\x1b[0m")

    def action_change(self):
        self.query_one(Label).update("changed")

Forgetful().run()
"""
"""Some of its keys write to the terminal past Textual, as if something had been drawn and never mended."""


@pytest.fixture
def viewer(monkeypatch: pytest.MonkeyPatch) -> Iterator[Viewer]:
    monkeypatch.setenv("TEXTUAL_ANIMATIONS", "none")
    with running_program([sys.executable, "-c", APP], SMALL) as terminal:
        viewer = Viewer(terminal, SMALL)
        viewer.sees("honest")
        yield viewer


def test_what_is_drawn_honestly_stays_the_same(viewer: Viewer) -> None:
    viewer.redraw()
    viewer.press("h")
    viewer.sees("changed")
    viewer.redraw()
    assert not viewer.differences


def test_text_that_a_redraw_changes_is_reported_with_the_keys(viewer: Viewer) -> None:
    viewer.press("s")
    viewer.sees("stale")
    viewer.redraw()
    [difference] = viewer.differences
    assert "After the keys s\n" in difference
    assert "  0 stalet" in difference
    assert "    honest" in difference


def test_text_that_was_not_drawn_is_seen_by_a_redraw_and_told(viewer: Viewer) -> None:
    viewer.press("s")
    viewer.sees("honest")
    assert viewer.differences


def test_another_colour_of_the_same_text_is_a_difference(viewer: Viewer) -> None:
    viewer.press("c")
    viewer.rest()
    viewer.redraw()
    [difference] = viewer.differences
    assert "in other colours at 6 columns" in difference


def test_a_notice_that_vanishes_is_no_difference(viewer: Viewer) -> None:
    viewer.press("n")
    viewer.sees("Hm")
    assert bool(viewer.shows_notice)
    viewer.redraw()
    viewer.press("…")
    viewer.redraw()
    assert "Hm" not in viewer.text
    assert not viewer.differences


def test_another_size_is_taken_and_clicks_land(viewer: Viewer) -> None:
    viewer.press("40x10")
    viewer.press("@honest")
    viewer.rest()
    assert {len(line) for line in viewer.text.splitlines()} == {40}
    viewer.redraw()
    assert not viewer.differences


def test_an_app_that_ends_is_reported(viewer: Viewer) -> None:
    viewer.press("^q")
    with pytest.raises(AssertionError, match="the app has ended"):
        viewer.rest()
