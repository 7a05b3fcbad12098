"""The command line as a process: what it loads, and how it ends when its reader or its person goes away."""

from __future__ import annotations

import json
import os
import shlex
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from tests.cli.conftest import CommandLine, Launch, process_call

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
    assert json.loads(good.stdout)[0]["source_title"] == "Star Wars (1977)"
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


@pytest.mark.parametrize("call", [["search", "star"], ["search", "star", "--json"]])
def test_a_reader_that_goes_away_is_no_error(trained_library: Path, call: list[str]) -> None:
    reading, writing = os.pipe()
    os.close(reading)

    done = subprocess.run(
        process_call(trained_library, *call), stdout=writing, stderr=subprocess.PIPE, check=False, timeout=60
    )
    os.close(writing)

    assert (done.returncode, done.stderr) == (0, b"")


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="this system has no /dev/full")
@pytest.mark.parametrize("call", [["search", "star"], ["--help"]])
def test_an_output_without_room_is_one_sentence(trained_library: Path, call: list[str]) -> None:
    with Path("/dev/full").open("w", encoding="utf-8") as full:
        done = subprocess.run(
            process_call(trained_library, *call), stdout=full, stderr=subprocess.PIPE, text=True, check=False
        )

    assert done.returncode == 1
    assert done.stderr == "Error: The output cannot be written: no space left on device.\n"


@pytest.mark.parametrize("closed", [">&-", "<&-", "<&- >&- 2>&-"])
def test_closed_streams_are_no_bug(trained_library: Path, closed: str) -> None:
    """Were one's number given to the database, what is printed would go into it."""
    command = shlex.join(process_call(trained_library, "search", "star", "--json"))

    done = subprocess.run(["/bin/sh", "-c", f"exec {command} {closed}"], capture_output=True, text=True, check=False)

    assert (done.returncode, done.stderr) == (0, "")
    assert (done.stdout == "") == (">&-" in closed)


def test_nothing_in_the_current_folder_is_run(trained_library: Path, hostile_folder: Path, tmp_path: Path) -> None:
    """Neither in the process itself nor in the one that draws."""
    call = process_call(trained_library, "picture", "map", "--out", tmp_path / "map.png")

    subprocess.run(call, cwd=hostile_folder, check=True, stdin=subprocess.DEVNULL)

    assert (tmp_path / "map.png").exists()
    assert not (hostile_folder / "taken").exists()


LIMITED = (
    "import sys; from movierec_tui.cli import hard_limits, front; from db.store.sql import run_select;"
    "from pathlib import Path\n"
    "with hard_limits.hard_limits(seconds=float(sys.argv[2]), memory=int(sys.argv[3])):\n"
    "    print('running', flush=True); run_select(Path(sys.argv[1]), sys.argv[4])"
)
LONG_STEP = "select instr(printf('%.*c', 8000000, 'a'), printf('%.*c', 4000000, 'a') || 'b')"
MUCH_MEMORY = (
    "with recursive n(i) as (select 1 union all select i + 1 from n limit 500)"
    " select length(x) from (select randomblob(8000000) as x, i from n order by i desc)"
)


@pytest.mark.parametrize(
    ("query", "seconds", "memory", "words"),
    [(LONG_STEP, "0.2", str(2**40), "ran too long"), (MUCH_MEMORY, "60", str(2**26), "too much memory")],
)
def test_a_step_that_cannot_be_stopped_ends_with_its_process(
    trained_library: Path, query: str, seconds: str, memory: str, words: str
) -> None:
    done = subprocess.run(
        [sys.executable, "-P", "-c", LIMITED, str(trained_library), seconds, memory, query],
        capture_output=True, text=True, check=False, timeout=60,
    )  # fmt: skip

    assert done.returncode == 1
    assert done.stderr.startswith("Error: ")
    assert words in done.stderr


def test_ctrl_c_ends_such_a_step_at_once(trained_library: Path) -> None:
    command = [sys.executable, "-P", "-c", LIMITED, str(trained_library), "60", str(2**40), LONG_STEP]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL) as process:
        assert process.stdout is not None
        process.stdout.readline()
        process.send_signal(signal.SIGINT)

        assert process.wait(timeout=20) == -signal.SIGINT


def test_letters_that_the_terminal_cannot_write_do_not_break_it(
    launch: Launch, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PYTHONIOENCODING", "iso8859-1")

    shown = launch("movie", "2")

    assert shown.returncode == 0
    assert "on average" in shown.stdout
    assert json.loads(launch("movie", "6", "--json").stdout)["title"] == "Léon: The Professional"
