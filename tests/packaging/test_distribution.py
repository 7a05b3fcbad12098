"""What `make dist` builds, and that it works where it is installed."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tarfile
import venv
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest

from tests.frames import write_tiny_files

pytest.importorskip("hatchling", reason="hatchling builds the wheel; `make test` installs it")

ROOT = Path(__file__).parents[2]
PACKAGES = ("data", "db", "engine", "movierec_tui")


def build(folder: Path) -> tuple[Path, Path]:
    """The wheel and the sdist."""
    command = [sys.executable, "-m", "hatchling", "build", "-d", str(folder)]
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True)
    (wheel,), (sdist,) = folder.glob("*.whl"), folder.glob("*.tar.gz")
    return wheel, sdist


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    return build(tmp_path_factory.mktemp("dist"))


def test_two_builds_are_the_same_to_the_byte(built: tuple[Path, Path], tmp_path: Path) -> None:
    assert [file.read_bytes() for file in build(tmp_path)] == [file.read_bytes() for file in built]


def test_the_wheel_holds_all_that_runs_and_nothing_else(built: tuple[Path, Path]) -> None:
    with ZipFile(built[0]) as wheel:
        names = {name for name in wheel.namelist() if ".dist-info/" not in name}
        licences = [name for name in wheel.namelist() if name.endswith("licenses/LICENSE")]
    kinds = ("*.py", "*.tcss", "py.typed", "commands.json", "completion.*sh")
    ours = {str(path.relative_to(ROOT)) for room in PACKAGES for kind in kinds for path in (ROOT / room).rglob(kind)}

    shared = {name for name in names if ".data/" in name}
    assert names - shared == ours
    assert [name.partition(".data/")[2] for name in shared] == ["data/share/man/man1/movierec-tui.1"]
    assert licences
    assert {f"{room}/py.typed" for room in PACKAGES} <= names
    assert {"movierec_tui/tui/app.tcss", "db/migrations/versions/r0001_foundation.py"} <= names


def test_the_sdist_can_be_tested_and_built_from(built: tuple[Path, Path]) -> None:
    with tarfile.open(built[1]) as sdist:
        names = {name.partition("/")[2] for name in sdist.getnames()}

    assert {"Makefile", "constraints.txt", "LICENSE", "pyproject.toml", "README.md", "tests/conftest.py"} <= names
    assert not [name for name in names if name.endswith((".db", ".zip", ".pyc"))]


def test_an_installed_wheel_trains_and_recommends_beside_somebodys_data_py(
    built: tuple[Path, Path], tmp_path: Path
) -> None:
    environment = tmp_path / "environment"
    venv.create(environment, symlinks=True)
    installed = next((environment / "lib").glob("python*/site-packages"))
    # Dependencies are those of this test's environment; nothing is downloaded.
    others = [entry for entry in sys.path if entry and Path(entry).is_dir() and Path(entry).resolve() != ROOT]
    (installed / "dependencies.pth").write_text("\n".join(others))
    python = str(environment / "bin" / "python")
    pip = [sys.executable, "-m", "pip", "--python", python, "install", "--quiet", "--no-index", "--no-deps"]
    subprocess.run([*pip, str(built[0])], check=True, cwd=tmp_path)
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    for name in PACKAGES[:-1]:
        (elsewhere / f"{name}.py").write_text(f"raise SystemExit('somebody else\\'s {name}.py')")
    write_tiny_files(tmp_path / "tiny")

    variables = {name: value for name, value in os.environ.items() if not name.startswith("PYTHON")}

    def output(*command: str) -> str:
        done = subprocess.run(command, cwd=elsewhere, env=variables, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr
        return done.stdout

    def said(*command: str) -> Any:
        return json.loads(output(*command, "--db", str(tmp_path / "films.db"), "--json").splitlines()[-1])

    command = str(environment / "bin" / "movierec-tui")
    as_module = (python, "-m", "movierec_tui")

    assert said(command, "data", "import", str(tmp_path / "tiny"))["movies"] == 6
    assert said(*as_module, "train", "--preset", "fast", "--epochs", "2")["event"] == "done"
    assert said(command, "recommend", "2", "-n", "1")
    assert output(python, "-P", "-c", "import data; print(data.__file__)").startswith(str(installed))
