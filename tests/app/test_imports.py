"""What the app's process loads, and when."""

from __future__ import annotations

import subprocess
import sys

import pytest

HEAVY = ("torch", "pandas", "scipy", "plotext", "textual_plotext", "matplotlib", "PIL")


def loaded_after(statement: str) -> set[str]:
    """Top-level modules that a fresh interpreter has loaded after the statement."""
    script = f"import sys; {statement}; print(*{{name.partition('.')[0] for name in sys.modules}})"
    done = subprocess.run([sys.executable, "-c", script], check=True, capture_output=True, text=True, timeout=60)
    return set(done.stdout.split())


@pytest.mark.parametrize("module", ["movierec_tui.tui.app", "movierec_tui.wording.text", "movierec_tui.library"])
def test_nothing_heavy_is_loaded(module: str) -> None:
    assert not loaded_after(f"import {module}") & set(HEAVY)


def test_the_first_screen_waits_for_neither_the_database_nor_numpy() -> None:
    assert not loaded_after("import movierec_tui.tui.app") & {
        "sqlalchemy",
        "alembic",
        "numpy",
        "rapidfuzz",
        "httpx",
    }


def test_opening_the_app_waits_for_no_option_of_a_command() -> None:
    loaded = loaded_after("import movierec_tui.__main__, movierec_tui.tui.app")
    assert not loaded & {"typer", "click", "email"}


def test_words_for_the_terminal_need_no_user_interface() -> None:
    assert not loaded_after("import movierec_tui.wording.text") & {"textual", "rich"}


def test_only_a_plot_loads_the_plotting_library() -> None:
    screens = (
        "training",
        "compare",
        "search",
        "movie",
        "users",
        "user",
        "data_set",
        "help",
        "dialog",
        "film_map",
        "taste",
        "picture_file",
    )
    imports = "; ".join(f"import movierec_tui.tui.screens.{name}" for name in screens)
    assert not loaded_after(imports) & {"plotext", "torch", "pandas", "scipy", "matplotlib"}


def test_only_drawing_loads_matplotlib() -> None:
    modules = (
        "tui.screens.training",
        "tui.screens.compare",
        "drawing.pictures",
        "cli.root",
    )
    imports = "; ".join(f"import movierec_tui.{name}" for name in modules)
    assert "matplotlib" not in loaded_after(imports)
