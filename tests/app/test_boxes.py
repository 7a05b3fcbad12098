"""Widgets that ask for no more than they need."""

from __future__ import annotations

from typing import Any

import pytest
from textual.app import App, ComposeResult
from textual.content import Content

from movierec_tui.tui.widgets.boxes import Words


class WordsApp(App[None]):
    """Words as high as they are, above words in one line."""

    CSS = """
    #free { height: auto; }
    #line { height: 1; }
    """
    layouts = 0

    def compose(self) -> ComposeResult:
        yield Words("one", id="free")
        yield Words("one", id="line")

    def on_mount(self) -> None:
        self.screen.screen_layout_refresh_signal.subscribe(self, self._laid_out, immediate=True)

    def _laid_out(self, _screen: object) -> None:
        self.layouts += 1


async def test_other_words_of_the_same_height_need_no_layout() -> None:
    app = WordsApp()
    async with app.run_test() as pilot:
        await pilot.pause()
        before = app.layouts
        app.query_one("#free", Words).update("another")
        app.query_one("#line", Words).update("two\nlines")
        await pilot.pause(0.1)
        assert app.layouts == before
        shown = [strip.text.strip() for strip in app.screen._compositor.render_strips()]
        assert shown[:3] == ["another", "two", ""]


async def test_words_of_another_height_move_what_lies_below() -> None:
    app = WordsApp()
    async with app.run_test() as pilot:
        await pilot.pause()
        app.query_one("#free", Words).update("two\nlines")
        await pilot.pause(0.1)
        assert app.query_one("#line", Words).region.y == 2
        app.query_one("#free", Words).update("word " * 30)
        await pilot.pause(0.1)
        assert app.query_one("#free", Words).region.height > 1
        app.query_one("#free", Words).update("")
        await pilot.pause(0.1)
        assert app.query_one("#line", Words).region.y == app.query_one("#free", Words).region.height


async def test_the_same_words_are_not_drawn_again(monkeypatch: pytest.MonkeyPatch) -> None:
    app = WordsApp()
    async with app.run_test() as pilot:
        line = app.query_one("#line", Words)
        line.update(Content("what is wrong"))
        await pilot.pause(0.1)
        drawn: list[object] = []

        def noted(words: Words, *_regions: object, **_what: Any) -> Words:
            drawn.append(words)
            return words

        monkeypatch.setattr(Words, "refresh", noted)
        line.update(Content("what is wrong"))
        assert not drawn
        line.update(Content.styled("what is wrong", "bold"))
        assert drawn
