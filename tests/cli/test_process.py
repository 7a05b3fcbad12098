"""The command line as a process: what it loads, and how it ends when its reader or its person goes away."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests.cli.conftest import CommandLine, Launch

LOADED = (
    "import json, sys; from movierec_tui.__main__ import run;"
    "code = max(run(['--db', sys.argv[1], *call]) for call in json.loads(sys.argv[2]));"
    "print(*sorted({name.split('.')[0] for name in sys.modules}), file=sys.stderr); sys.exit(code)"
)


def modules_loaded(database: Path, *calls: list[str]) -> set[str]:
    """What one process has loaded after some calls that all succeed."""
    done = subprocess.run(
        [sys.executable, "-P", "-c", LOADED, str(database), json.dumps(calls)],
        capture_output=True,
        text=True,
        check=True,
        stdin=subprocess.DEVNULL,
    )
    return set(done.stderr.splitlines()[-1].split())


def test_help_loads_nothing_heavy(trained_library: Path) -> None:
    heavy = {"torch", "pandas", "scipy", "textual", "sqlalchemy", "numpy", "rich", "httpx"}

    assert not heavy & modules_loaded(trained_library, ["--help"])


def test_answers_come_without_torch_pandas_or_textual(trained_library: Path) -> None:
    calls = [[], ["recommend", "3", "--because"], ["search", "matirx"], ["data", "list"]]

    assert not {"torch", "pandas", "scipy", "textual"} & modules_loaded(trained_library, *calls)


def test_a_process_answers_and_exits_as_the_contract_says(launch: Launch) -> None:
    good, bad, wrong = launch("search", "star wars", "--json"), launch("movie", "999"), launch("movie")

    assert (good.returncode, bad.returncode, wrong.returncode) == (0, 1, 2)
    assert json.loads(good.stdout)[0]["title"] == "Star Wars (1977)"
    assert good.stderr == ""


def test_without_a_terminal_the_first_start_is_shown(launch: Launch) -> None:
    shown = launch()

    assert shown.returncode == 0
    assert "Top films for user" in shown.stdout


def test_a_folder_named_like_ours_does_not_get_in_the_way(
    nowhere: CommandLine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("data", "db", "engine"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "__init__.py").write_text("raise RuntimeError('the wrong package')")
    monkeypatch.chdir(tmp_path)

    outcome = nowhere("data", "import", tmp_path)

    assert "holds no data set known here" in outcome.err


def test_a_reader_that_goes_away_is_no_error(trained_library: Path) -> None:
    query = "with recursive n(i) as (select 1 union all select i + 1 from n where i < 200000) select i from n"
    command = [
        sys.executable,
        "-P",
        "-m",
        "movierec_tui",
        "--db",
        str(trained_library),
        "sql",
        query,
        "--json",
    ]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.read(1)
        process.stdout.close()
        errors = process.stderr.read()

    assert errors == b""


def test_letters_that_the_terminal_cannot_write_do_not_break_it(
    launch: Launch, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PYTHONIOENCODING", "iso8859-1")

    shown = launch("movie", "2")

    assert shown.returncode == 0
    assert "on average" in shown.stdout
    assert json.loads(launch("movie", "6", "--json").stdout)["display_title"] == "Léon: The Professional"
