"""The official split of MovieLens 100K, where the files are at hand."""

from __future__ import annotations

import zipfile
from pathlib import Path

import numpy as np
import pytest

from data.readers import open_data_set
from db.importing.importer import import_data_set
from db.store.database import open_store
from engine.evaluate import evaluate_files
from engine.events import DoneEvent, Event
from engine.options import Device, ModelName, TrainOptions

SPLIT = ("u1.base", "u1.test")


@pytest.fixture(scope="module")
def u1(official_files: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with ML-100K in `films.db` and its first official split."""
    folder = tmp_path_factory.mktemp("u1")
    archive = official_files / "ml-100k.zip"
    with zipfile.ZipFile(archive) as members:
        by_name = {Path(name).name: name for name in members.namelist()}
        if not set(SPLIT) <= set(by_name):
            pytest.skip(f"{archive} has no official splits")
        for name in SPLIT:
            (folder / name).write_bytes(members.read(by_name[name]))
    store = open_store(folder / "films.db")
    with open_data_set(archive) as reader:
        import_data_set(store, reader)
    store.close()
    return folder


@pytest.mark.real_data
def test_the_classic_model_is_as_good_as_svd_on_u1_after_half_its_epochs(u1: Path) -> None:
    events: list[Event] = []

    evaluate_files(
        u1 / "films.db",
        u1 / "u1.base",
        u1 / "u1.test",
        TrainOptions(model=ModelName.CLASSIC, device=Device.CPU, epochs=10),
        events.append,
    )

    assert isinstance(events[-1], DoneEvent)
    metrics = events[-1].result["metrics"]
    assert metrics["rmse"] <= 0.945
    assert metrics["mae"] < metrics["rmse"]
    assert all(np.isfinite(value) for value in metrics.values())
