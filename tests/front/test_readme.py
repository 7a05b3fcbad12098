"""README.md is true: each of its blocks runs as a newcomer would run it, and links of all documents lead somewhere."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import venv
import zipfile
from io import BytesIO
from pathlib import Path

import pandas as pd
import pytest

from bench.generate import Size, write_data_set
from tests.data.imdb_files import Film, write_imdb
from tests.data.server import FileServer
from tests.frames import tiny_frames

ROOT = Path(__file__).parents[2]
BLOCKS: list[tuple[str, str]] = re.findall(
    r"```(sh|python)\n(.*?)```", (ROOT / "README.md").read_text(encoding="utf-8"), re.DOTALL
)
FILMS = ("Jaws (1975)", "Toy Story (1995)", "Fargo (1996)", "Alien (1979)", "Godfather, The (1972)")
"""Those that README.md names."""
LETTERBOXD = "Date,Name,Year,Letterboxd URI,Rating\n2021-03-01,Alien,1979,https://boxd.it/x,4\n"


def ml_100k(folder: Path) -> bytes:
    """The archive of MovieLens 100K where it is at hand; else a made-up one of its size, with the README's films."""
    official = Path(os.environ.get("MOVIEREC_TEST_DATA", ROOT.parent / "shared" / "data")) / "ml-100k.zip"
    if official.is_file():
        return official.read_bytes()
    write_data_set(folder, Size(ratings=100_000, users=943, movies=1_682))
    films = pd.read_csv(folder / "movies.csv")
    best_known = pd.read_csv(folder / "ratings.csv")["movieId"].value_counts().index[: len(FILMS)]
    for title, movie_id in zip(FILMS, best_known, strict=True):
        films.loc[films["movieId"] == movie_id, ["title", "genres"]] = (title, "Comedy")
    films.to_csv(folder / "movies.csv", index=False)
    archive = BytesIO()
    with zipfile.ZipFile(archive, "w") as written:
        for file in folder.iterdir():
            written.write(file, f"ml-100k/{file.name}")
    return archive.getvalue()


def checkout(folder: Path) -> None:
    """A checkout in which `make run` has installed everything, with the files that a person of the README has."""
    for name in ("Makefile", "pyproject.toml", "constraints.txt"):
        shutil.copy(ROOT / name, folder)
    environment = folder / ".venv"
    venv.create(environment, symlinks=True)
    installed = next((environment / "lib").glob("python*/site-packages"))
    entries = [str(ROOT), *(entry for entry in sys.path if Path(entry).is_dir())]
    (installed / "installed.pth").write_text("\n".join(entries))
    command = environment / "bin" / "movierec-tui"
    command.write_text(f"#!{environment}/bin/python\nfrom movierec_tui.__main__ import main\nmain()\n")
    command.chmod(0o755)
    (environment / ".installed").touch()
    with zipfile.ZipFile(folder / "letterboxd-ann.zip", "w") as export:
        export.writestr("ratings.csv", LETTERBOXD)
    ratings, films = tiny_frames()
    ratings.to_csv(folder / "ratings.csv", index=False)
    films.to_csv(folder / "movies.csv", index=False)


@pytest.mark.skipif(shutil.which("make") is None or shutil.which("bash") is None, reason="there is no make or bash")
@pytest.mark.timeout(1200)  # a minute of one core, which others may want, too
def test_the_blocks_of_the_readme_run(tmp_path: Path) -> None:
    """One after the other, in a fresh home, with servers on this machine in place of others."""
    folder, home, served = (tmp_path / name for name in ("checkout", "home", "served"))
    for made in (folder, home, served):
        made.mkdir()
    checkout(folder)
    write_imdb(served / "imdb", [Film(1160419, "Dune", 2021, 900_000), Film(15398776, "Oppenheimer", 2023, 900_000)])
    files = {file.name: file.read_bytes() for file in (served / "imdb").iterdir()}
    files["ml-100k.zip"] = ml_100k(served / "made up")
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("PYTHON", "XDG_", "MOVIEREC_"))}

    with FileServer(files) as server:
        environment = kept | {
            "HOME": str(home),
            "PATH": f"{folder}/.venv/bin:{os.environ['PATH']}",
            "PIP_NO_INDEX": "1",
            "MOVIEREC_DATA_URL": f"{server.address}/",
            "MOVIEREC_IMDB_URL": f"{server.address}/",
        }
        for language, block in BLOCKS:
            shell = ["bash", "-e", "-o", "pipefail", "-c", block]
            outcome = subprocess.run(
                shell if language == "sh" else [f"{folder}/.venv/bin/python", "-c", block],
                cwd=folder,
                env=environment,
                stdin=subprocess.DEVNULL,
                capture_output=True,
                text=True,
                check=False,
            )
            assert outcome.returncode == 0, (block, outcome.stderr)
            assert "Error" not in outcome.stderr, block
            assert outcome.stdout, block


@pytest.mark.parametrize("page", [ROOT / "README.md", ROOT / "ARCHITECTURE.md", *(ROOT / "docs").rglob("*.md")])
def test_links_lead_somewhere(page: Path) -> None:
    links = re.findall(r"\]\(([^)#:]+)(?:#[^)]*)?\)", page.read_text(encoding="utf-8"))

    assert [link for link in links if not (page.parent / link).exists()] == []
