"""Records a short session of the app as one animated SVG: a search, a name, the first films, the list, the map.

usage: python -m bench.recording --db FILE [--out docs/images/session.svg]

FILE is a database with a data set and a trained model, such as `movierec-tui --db FILE setup` makes. It is not changed:
the session happens in a copy without profiles. The app is driven by keys, as a person drives it; each picture shows
what is on its screen then. CSS alone changes the pictures, so that a page which embeds the file as an image plays it,
and who asks for less motion sees the list alone.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import tempfile
from collections.abc import AsyncIterator, Iterable, Sequence
from dataclasses import dataclass
from html import escape
from itertools import groupby
from pathlib import Path

from rich.color import Color
from rich.segment import Segment
from rich.style import Style
from rich.terminal_theme import DIMMED_MONOKAI
from textual.pilot import Pilot

from db.rows import MovieSummary
from movierec_tui.library.library import Library
from movierec_tui.tui.app import MovieRecApp
from movierec_tui.tui.screens.for_you import ForYouScreen
from movierec_tui.tui.screens.quick_rate import QuickRateScreen

SIZE = (96, 28)
CELL, LINE, TEXT = 8.4, 16.4, 14
"""Width of a cell, height of a line and of the letters, in pixels."""

MARGIN, CAPTION = 12, 34
LIKED = frozenset({"Sci-Fi", "Thriller", "Crime", "War"})
DISLIKED = frozenset({"Romance", "Musical", "Children's"})
FAVOURITES = ("alien", "blade runner", "terminator")
RATINGS = 15
SHOWN_RATINGS = 4
PATIENCE = 60.0


@dataclass(frozen=True, slots=True)
class Frame:
    """A picture of the screen.

    Attributes:
        lines: the text of each line in runs of one style, each with the cell where it begins.
        keys: what was pressed to get here, as people write it.
        caption: what that does.
        seconds: how long it is shown.
        poster: whether it is the one that stands still where motion is not wanted.
    """

    lines: tuple[tuple[Run, ...], ...]
    keys: str
    caption: str
    seconds: float
    poster: bool = False


@dataclass(frozen=True, slots=True)
class Run:
    """Letters of one style from one cell on."""

    at: int
    cells: int
    text: str
    ink: str
    ground: str
    bold: bool


@dataclass(slots=True)
class Recorder:
    """The app, and how its screen is kept."""

    app: MovieRecApp
    pilot: Pilot[None]

    async def press(self, *keys: str) -> None:
        """Presses keys and waits until everything that was asked is answered."""
        await self.pilot.press(*keys)
        await self.settle()

    async def settle(self) -> None:
        """Waits until no worker is busy."""
        await self.pilot.pause(0.2)
        while any(not worker.is_finished for worker in self.app.workers):
            await self.pilot.pause(0.05)
        await self.pilot.pause(0.3)

    async def asked(self) -> MovieSummary:
        """The film that is asked about, as soon as there is one."""
        screen = self.app.screen
        assert isinstance(screen, QuickRateScreen)
        for _ in range(int(PATIENCE / 0.1)):
            if screen.asked is not None:
                return screen.asked
            await self.pilot.pause(0.1)
        raise SystemExit("No film is asked about: is a model trained in this database?")

    def frame(self, keys: str, caption: str, seconds: float, *, poster: bool = False) -> Frame:
        """What is on the screen now."""
        strips = self.app.screen._compositor.render_strips()
        return Frame(tuple(tuple(_runs(strip)) for strip in strips), keys, caption, seconds, poster)


async def session(recorder: Recorder) -> AsyncIterator[Frame]:
    """From the first screen to the map, a frame for each step."""
    await recorder.settle()
    yield recorder.frame("movierec-tui", "Search is the first screen: type", 2.0)
    await recorder.press(*"silense")
    yield recorder.frame("silense", "Typing errors are forgiven", 2.2)
    await recorder.press("escape", "escape", "2")
    yield recorder.frame("2", "For you: a name is all that it takes", 1.8)
    await recorder.press(*"Nina")
    yield recorder.frame("Nina", "For you: a name is all that it takes", 1.0)
    await recorder.press("enter")
    for title in FAVOURITES:
        await recorder.press(*("space" if letter == " " else letter for letter in title))
        if title == FAVOURITES[0]:
            yield recorder.frame(title, "Three films that you love, by title", 1.8)
        await recorder.press("enter")
    for number in range(RATINGS - len(FAVOURITES)):
        key = _stars(await recorder.asked())
        if number < SHOWN_RATINGS:
            yield recorder.frame("1 to 5", "Films that tell most are asked about first", 1.2)
        await recorder.press(key)
    yield recorder.frame("1 to 5", "After about 15 films the list is yours", 2.2)
    await recorder.press("escape")
    yield recorder.frame("esc", "Your list: the stars to expect, and why", 2.6, poster=True)
    await recorder.press("down", "down", "down")
    yield recorder.frame("↓", "Each film says which ratings speak for it, and which against", 2.6)
    await recorder.press("w")
    yield recorder.frame("w", "On the watchlist; the next film takes its place", 2.0)
    await recorder.press("f")
    screen = recorder.app.screen
    assert isinstance(screen, ForYouScreen)
    yield recorder.frame("f", "Filters beside the list, which follows each key", 1.6)
    await recorder.press(*"1990s", "enter")
    yield recorder.frame("1990s", "The nineties", 1.8)
    await recorder.press("f", "c", "M")
    yield recorder.frame("M", "The map: films that are alike lie together, yours are stars", 3.0)


def _stars(film: MovieSummary) -> str:
    liked, disliked = LIKED & set(film.genres), DISLIKED & set(film.genres)
    return str(3 + (2 if len(liked) > 1 else len(liked)) - min(2, len(disliked)))


def _runs(strip: Iterable[Segment]) -> list[Run]:
    runs, at = [], 0
    for style, segments in groupby(strip, key=lambda segment: segment.style):
        parts = list(segments)
        text, cells = "".join(part.text for part in parts), sum(part.cell_length for part in parts)
        ink, ground = _colours(style or Style())
        runs.append(Run(at, cells, text, ink, ground, bool(style and style.bold)))
        at += cells
    return runs


def _colours(style: Style) -> tuple[str, str]:
    ink, ground = _hex(style.color, foreground=True), _hex(style.bgcolor, foreground=False)
    return (ground, ink) if style.reverse else (ink, ground)


def _hex(colour: Color | None, *, foreground: bool) -> str:
    return (colour or Color.default()).get_truecolor(DIMMED_MONOKAI, foreground).hex


def animated(frames: Sequence[Frame]) -> str:
    """The frames as one SVG. A line that stays the same from one frame to the next is drawn once."""
    width, height = SIZE[0] * CELL + 2 * MARGIN, SIZE[1] * LINE + 2 * MARGIN + CAPTION
    ground = frames[0].lines[-2][0].ground
    drawn: dict[str, set[int]] = {}
    for number, frame in enumerate(frames):
        for y, runs in enumerate(frame.lines):
            drawn.setdefault(_line(runs, y, ground), set()).add(number)
        drawn.setdefault(_caption(frame, height, width), set()).add(number)
    shown_in = sorted({tuple(sorted(places)) for places in drawn.values()})
    names = {places: f"s{number}" for number, places in enumerate(shown_in)}
    poster = next((number for number, frame in enumerate(frames) if frame.poster), 0)
    styles = [_timing(names[places], places, frames, poster) for places in shown_in if len(places) < len(frames)]
    body = [f'<g class="{names[tuple(sorted(places))]}">{line}</g>' for line, places in drawn.items() if line]
    return "\n".join(
        [
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width:g} {height:g}" width="{width:g}">',
            "<title>A session with movierec-tui: search, a name, the first ratings, the list and the map</title>",
            "<style>",
            f"text{{font:{TEXT}px 'Fira Code','DejaVu Sans Mono',Menlo,Consolas,monospace;white-space:pre}}",
            ".b{font-weight:bold}",
            *styles,
            "@media (prefers-reduced-motion:reduce){g{animation:none!important}}",
            "</style>",
            f'<rect width="100%" height="100%" rx="8" fill="{ground}"/>',
            *body,
            "</svg>",
            "",
        ]
    )


def _line(runs: Sequence[Run], y: int, ground: str) -> str:
    """A line's grounds below its letters; each run has its own place, so that any font keeps the columns."""
    top = MARGIN + y * LINE
    grounds = [
        f'<rect x="{MARGIN + run.at * CELL:g}" y="{top:g}" width="{run.cells * CELL:g}" height="{LINE}" '
        f'fill="{run.ground}"/>'
        for run in runs
        if run.ground != ground
    ]
    letters = [_letters(run, top) for run in runs if run.text.strip()]
    return "".join(grounds + letters)


def _letters(run: Run, top: float) -> str:
    text = run.text.strip()
    before = len(run.text) - len(run.text.lstrip())
    cells = run.cells - len(run.text) + len(text)
    bold = ' class="b"' if run.bold else ""
    return (
        f'<text x="{MARGIN + (run.at + before) * CELL:g}" y="{top + 13:g}" fill="{run.ink}"{bold} '
        f'textLength="{cells * CELL:g}" lengthAdjust="spacingAndGlyphs">{escape(text, quote=False)}</text>'
    )


def _caption(frame: Frame, height: float, width: float) -> str:
    y = height - MARGIN - 6
    key = len(frame.keys) * CELL + 14
    return (
        f'<rect x="{MARGIN}" y="{y - 17:g}" width="{key:g}" height="24" rx="5" fill="#e2b261"/>'
        f'<text x="{MARGIN + 7}" y="{y:g}" fill="#15171c" class="b">{escape(frame.keys)}</text>'
        f'<text x="{MARGIN + key + 12:g}" y="{y:g}" fill="#d9dce3">{escape(frame.caption)}</text>'
    )


def _timing(name: str, places: Sequence[int], frames: Sequence[Frame], poster: int) -> str:
    """When lines that are in these frames are seen; without animation, whether the poster has them."""
    total = sum(frame.seconds for frame in frames)
    steps, before, seen = [], 0.0, None
    for number, frame in enumerate(frames):
        if (number in places) != seen:
            seen = number in places
            steps.append(f"{before / total:.2%}{{visibility:{'visible' if seen else 'hidden'}}}")
        before += frame.seconds
    still = "" if poster in places else "visibility:hidden;"
    return f"@keyframes {name}{{{''.join(steps)}}}.{name}{{{still}animation:{name} {total:g}s step-end infinite}}"


async def record(database: Path) -> list[Frame]:
    """The frames of a session on `database`, which it changes."""
    library = Library.open(database)
    for profile in library.profiles.all():
        library.profiles.delete(profile.user_id)
    library.close()
    app = MovieRecApp(database)
    app.animation_level = "none"
    async with app.run_test(size=SIZE) as pilot:
        return [frame async for frame in session(Recorder(app, pilot))]


def main() -> None:
    """Records the session and writes the file."""
    parser = argparse.ArgumentParser(prog="bench.recording", description=__doc__)
    parser.add_argument("--db", type=Path, required=True)
    parser.add_argument("--out", type=Path, default=Path("docs/images/session.svg"))
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        for variable in ("XDG_CONFIG_HOME", "XDG_STATE_HOME"):
            os.environ[variable] = folder
        copy = Path(folder) / "movierec.db"
        library = Library.open(options.db)
        library.close()
        copy.write_bytes(options.db.read_bytes())
        frames = asyncio.run(record(copy))
    options.out.parent.mkdir(parents=True, exist_ok=True)
    options.out.write_text(animated(frames), encoding="utf-8")


if __name__ == "__main__":
    main()
