"""Work on several threads: all of it is done, a fault is told, and torch is as it was."""

from __future__ import annotations

import threading
from collections.abc import Iterator

import pytest
import torch

from engine import device
from engine.device import on_every_thread

CPU = torch.device("cpu")


@pytest.fixture(autouse=True)
def three_workers(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """As if there were three processors, whatever the machine has."""
    monkeypatch.setattr(device, "WORKERS", 3)
    before = torch.get_num_threads()
    torch.set_num_threads(3)
    yield
    torch.set_num_threads(before)


def test_every_part_is_done_on_one_thread_while_others_work() -> None:
    before = torch.get_num_threads()
    meeting = threading.Barrier(3, timeout=60)
    threads: list[int] = []

    def work(_number: int) -> None:
        meeting.wait()
        threads.append(torch.get_num_threads())

    on_every_thread(work, [(number,) for number in range(6)], CPU)

    assert threads == [1] * 6
    assert torch.get_num_threads() == before


def test_a_fault_in_one_part_is_the_callers() -> None:
    def work(number: int) -> None:
        if number == 2:
            raise ValueError("part 2")

    with pytest.raises(ValueError, match="part 2"):
        on_every_thread(work, [(number,) for number in range(6)], CPU)


def test_with_one_processor_parts_are_done_in_order_where_one_stands(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(device, "WORKERS", 1)
    done: list[tuple[int, int]] = []

    on_every_thread(lambda number: done.append((number, threading.get_ident())), [(0,), (1,), (2,)], CPU)

    assert done == [(number, threading.get_ident()) for number in range(3)]


def test_under_one_thread_parts_are_done_in_order_where_one_stands() -> None:
    torch.set_num_threads(1)
    done: list[tuple[int, int]] = []

    on_every_thread(lambda number: done.append((number, threading.get_ident())), [(0,), (1,), (2,)], CPU)

    assert done == [(number, threading.get_ident()) for number in range(3)]
