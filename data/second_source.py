"""MovieLens 100K from the package index, for machines that reach that but not GroupLens.

The wheel of `recbole` 1.2.1 carries the data as an example; it is never installed, only looked into.
"""

from __future__ import annotations

import hashlib
import shutil
import subprocess
import sys
import tempfile
import zipfile
from importlib.util import find_spec
from pathlib import Path

from data.archive import BROKEN_ZIP, check_members
from data.errors import DataSetError
from data.layouts import RECBOLE_100K
from data.progress import Progress

REQUIREMENT = "recbole==1.2.1"
WHEEL_SHA256 = "9c9948202011f37eb0a7c6768129313f00d6403ad221ec940d5e2d5d5f33a407"

_FOLDER = "recbole/dataset_example/ml-100k"
_SECONDS = 300
_DOWNLOAD = (
    "download", "--quiet", "--no-deps", "--no-input", "--only-binary=:all:", "--disable-pip-version-check",
)  # fmt: skip
_FIXED_DATE = (1980, 1, 1, 0, 0, 0)


def fetch_with_pip(target: Path, progress: Progress) -> None:
    """Lets pip download the wheel in a child process, and writes the data set inside to `target`.

    Raises:
        DataSetError: pip is missing, cannot fetch the wheel, or gives another one than expected.
    """
    progress("download", 0, 0)
    with tempfile.TemporaryDirectory(prefix="movierec-") as folder:
        try:
            result = subprocess.run(
                [*_pip(), *_DOWNLOAD, "--dest", folder, REQUIREMENT],
                stdin=subprocess.DEVNULL,
                capture_output=True,
                timeout=_SECONDS,
                check=False,
                text=True,
                errors="replace",
            )
        except subprocess.TimeoutExpired as error:
            raise DataSetError(f"pip did not fetch {REQUIREMENT} within {_SECONDS} seconds") from error
        except OSError as error:
            raise DataSetError(f"pip cannot be started ({error.strerror or error})") from error
        wheels = list(Path(folder).glob("*.whl"))
        if result.returncode or len(wheels) != 1:
            raise DataSetError(f"pip cannot fetch {REQUIREMENT} ({_last_error(result.stderr)})")
        take_from_wheel(wheels[0], target)


def take_from_wheel(wheel: Path, target: Path, sha256: str = WHEEL_SHA256) -> None:
    """Writes the data set inside `wheel` as a zip archive of its own to `target`, in one step.

    Raises:
        DataSetError: the wheel is another one than `sha256` says, or lacks the data set.
    """
    with wheel.open("rb") as stream:
        found = hashlib.file_digest(stream, "sha256").hexdigest()
    if found != sha256:
        raise DataSetError(f"{wheel.name} is not the file that is expected: its SHA-256 is {found}, not {sha256}")
    part = target.with_name(f"{target.name}.part")
    try:
        with zipfile.ZipFile(wheel) as source, zipfile.ZipFile(part, "w", zipfile.ZIP_DEFLATED) as archive:
            for name in RECBOLE_100K.needed:
                info = source.getinfo(f"{_FOLDER}/{name}")
                check_members([info], wheel.name)
                archive.writestr(
                    zipfile.ZipInfo(f"ml-100k/{name}", _FIXED_DATE), source.read(info), zipfile.ZIP_DEFLATED
                )
        part.replace(target)
    except KeyError as error:
        raise DataSetError(f"{wheel.name} does not hold the data set ml-100k") from error
    except BROKEN_ZIP as error:
        raise DataSetError(f"{wheel.name} is damaged ({error})") from error
    finally:
        part.unlink(missing_ok=True)


def _pip() -> list[str]:
    """How pip is called. The environments that uv makes have none, but uv runs it."""
    uv = shutil.which("uv")
    if uv is not None and find_spec("pip") is None:
        return [uv, "tool", "run", "--quiet", "pip"]
    return [sys.executable, "-P", "-m", "pip"]


def _last_error(output: str) -> str:
    lines = [line.strip().removeprefix("ERROR: ") for line in output.splitlines() if line.strip()]
    return lines[-1][:200] if lines else "it gave no reason"
