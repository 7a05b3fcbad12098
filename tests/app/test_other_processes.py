"""The open app shows what commands in a shell change, and keeps its own person."""

from __future__ import annotations

import asyncio
import subprocess
import sys
from pathlib import Path

from tests.app.driving import WIDE, person_at
from tests.library import MATRIX


async def run_command(database: Path, *words: str) -> None:
    """Runs a command of the program in a process of its own."""
    command = [sys.executable, "-m", "movierec_tui", *words, "--db", str(database)]
    await asyncio.to_thread(subprocess.run, command, check=True, capture_output=True, timeout=120)


async def test_a_rating_by_a_command_is_shown(anns: Path) -> None:
    async with person_at(anns, WIDE) as person:
        await person.sees("Ann · 1 rated")
        await run_command(anns, "rate", "Ann", "The Matrix", "4.5")
        await person.sees("Ann · 2 rated")
        assert person.app.opinions[MATRIX].rating == 4.5


async def test_a_run_put_to_use_by_a_command_is_shown(anns: Path) -> None:
    async with person_at(anns, WIDE) as person:
        await person.press("escape", "4")
        await person.sees("tiny · run 2", "● 2")
        await run_command(anns, "runs", "activate", "1")
        await person.sees("tiny · run 1", "● 1")


async def test_a_run_deleted_by_a_command_leaves_the_list(anns: Path) -> None:
    async with person_at(anns, WIDE) as person:
        await person.press("escape", "4")
        await person.sees("● 2", "ready")
        await run_command(anns, "runs", "delete", "1", "--yes")
        await person.no_longer_sees("ready")


async def test_a_profile_created_by_a_command_does_not_change_who_rates(anns: Path) -> None:
    async with person_at(anns, WIDE) as person:
        await person.sees("Ann · 1 rated")
        await run_command(anns, "profile", "create", "Ben")
        await run_command(anns, "rate", "Ann", "The Matrix", "4.5")
        await person.sees("Ann · 2 rated")
        await person.press("escape", "P")
        await person.sees("● Ann", "Ben")
