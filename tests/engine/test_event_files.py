from __future__ import annotations

from pathlib import Path

import pytest

from db.store.database import open_store
from engine.errors import EngineError
from engine.event_files import event_files
from engine.options import ModelName, TrainOptions
from engine.train import train_database
from tests.engine.runs import active_run_id

FEW = TrainOptions(model=ModelName.CLASSIC, epochs=2)


def _written(folder: Path) -> bytes:
    (file,) = folder.rglob("events.out.tfevents.*")
    return file.read_bytes()


def test_a_training_leaves_its_curves_for_tensorboard(database: Path, tmp_path: Path) -> None:
    train_database(database, FEW, lambda _event: None, events_folder=tmp_path / "events")

    written = _written(tmp_path / "events" / "run-2")
    assert b"loss/train" in written
    assert b"rmse/validation" in written


def test_without_a_folder_nothing_is_written(database: Path, tmp_path: Path) -> None:
    before = set(tmp_path.rglob("*events*"))
    train_database(database, FEW, lambda _event: None)

    assert set(tmp_path.rglob("*events*")) == before


def test_a_folder_that_cannot_be_made_is_one_sentence_and_the_old_run_stays(database: Path, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("no folder")

    with pytest.raises(EngineError, match=r"Event files cannot be written to .*file"):
        train_database(database, FEW, lambda _event: None, events_folder=tmp_path / "file")

    assert active_run_id(database) == 1
    store = open_store(database)
    store.close()


def test_tensorboard_is_optional(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setitem(__import__("sys").modules, "torch.utils.tensorboard", None)

    with pytest.raises(EngineError, match="pip install tensorboard"), event_files(tmp_path, 1):
        pass
