"""Draws the pictures of the documentation from the app itself.

usage: python -m bench.screenshots --db FILE [--folder docs/images]

FILE is a database with a data set and a trained model, such as `movierec-tui --db FILE setup` makes, and with a
profile that has rated films.
"""

from __future__ import annotations

import argparse
import asyncio
from pathlib import Path

from movierec_tui.tui.app import MovieRecApp

SIZE = (120, 36)
SETTLED = 1.5

SHOTS: dict[str, tuple[str, ...]] = {
    "movie": ("slash", "s", "t", "a", "r", " ", "w", "a", "r", "s", "down", "enter"),
    "for_you": ("escape", "2"),
    "user": ("escape", "3", "down", "down", "enter"),
    "training": ("escape", "4"),
    "map": ("escape", "M"),
}
"""The keys that lead from the start to each picture."""


async def draw(database: Path, name: str, folder: Path) -> None:
    """Presses a shot's keys in the app and writes what is on screen as SVG."""
    app = MovieRecApp(database)
    async with app.run_test(size=SIZE) as pilot:
        await pilot.pause(SETTLED)
        for key in SHOTS[name]:
            await pilot.press(key)
            await pilot.pause(0.2)
        await pilot.pause(SETTLED)
        (folder / f"{name}.svg").write_text(app.export_screenshot(title="movierec-tui"), encoding="utf-8")


def main() -> None:
    """Draws every picture."""
    parser = argparse.ArgumentParser(prog="bench.screenshots", description=__doc__)
    parser.add_argument("--db", type=Path, required=True)
    parser.add_argument("--folder", type=Path, default=Path("docs/images"))
    options = parser.parse_args()
    options.folder.mkdir(parents=True, exist_ok=True)
    for name in SHOTS:
        asyncio.run(draw(options.db, name, options.folder))


if __name__ == "__main__":
    main()
