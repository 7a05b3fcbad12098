"""A job in a child process: its events arrive, and every way of dying becomes one sentence."""

from __future__ import annotations

import asyncio
import os
import signal
import sys
import time
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from engine.events import DoneEvent, Event, ProgressEvent, StartEvent
from engine.options import DEFAULT_MODEL, Device, TrainOptions
from movierec_tui.jobs import children as jobs
from movierec_tui.jobs.children import JobFailed, ingest_command, run_blocking, start_job, train_command

EMIT = """
import json, os, signal, sys, time
def say(**event):
    print(json.dumps(event), flush=True)
def start():
    say(event="start", job="test", total=2)
def progress(done):
    say(event="progress", phase="work", done=done, total=2)
"""
"""What each tiny child begins with."""

GOOD = "start(); progress(1); progress(2); say(event='done', answer=42, title='Léon')"
WAITS = "start(); time.sleep(60)"
TELLS_PID = "say(event='start', job=str(os.getpid()), total=1); time.sleep(60)"
STUBBORN = "signal.signal(signal.SIGTERM, signal.SIG_IGN); start(); time.sleep(60)"


def child(script: str) -> list[str]:
    return [sys.executable, "-S", "-c", EMIT + script]


def run_silently(command: list[str]) -> DoneEvent:
    return run_blocking(command, lambda _event: None)


def run_in_the_background(command: list[str]) -> DoneEvent:
    async def last_event() -> DoneEvent:
        async with start_job(command) as job:
            *_, last = [event async for event in job.events()]
        assert isinstance(last, DoneEvent)
        return last

    return asyncio.run(last_event())


Runner = Callable[[list[str]], DoneEvent]
both_ways = pytest.mark.parametrize("runner", [run_silently, run_in_the_background])


@both_ways
def test_a_job_gives_its_result(runner: Runner) -> None:
    assert runner(child(GOOD)).result == {"answer": 42, "title": "Léon"}


def test_events_arrive_in_order_and_the_result_is_the_last() -> None:
    seen: list[Event] = []

    run_blocking(child(GOOD), seen.append)

    assert [type(event) for event in seen] == [StartEvent, ProgressEvent, ProgressEvent, DoneEvent]


@both_ways
def test_lines_that_are_no_events_are_passed_over(runner: Runner) -> None:
    noise = "print('Downloading...'); print('{\"event\": 1}'); print('[3]'); print('{\"event\": \"start\"}')\n"
    binary = "sys.stdout.buffer.write(b'\\xff\\xfe\\n' + b'x' * 3_000_000 + b'\\n')\n"

    assert runner(child(noise + binary + GOOD)).result["answer"] == 42


@both_ways
def test_a_result_without_a_line_end_still_counts(runner: Runner) -> None:
    assert runner(child('sys.stdout.write(\'{"event": "done", "answer": 7}\')')).result == {"answer": 7}


@both_ways
@pytest.mark.parametrize(
    ("script", "sentence"),
    [
        ("say(event='failed', message='The file is broken.')", "The file is broken."),
        ("raise RuntimeError('no such thing')", "exit code 1: RuntimeError: no such thing"),
        ("print('last words'); sys.exit(3)", "exit code 3: last words"),
        ("start()", "exit code 0: it left no message"),
        ("os.kill(os.getpid(), signal.SIGKILL)", "memory ran out"),
        ("os.kill(os.getpid(), signal.SIGSEGV)", "SIGSEGV"),
    ],
)
def test_a_job_without_a_result_says_why(runner: Runner, script: str, sentence: str) -> None:
    with pytest.raises(JobFailed, match=sentence) as failure:
        runner(child(script))

    assert "\n" not in str(failure.value)
    assert not failure.value.cancelled


def test_a_crash_keeps_the_traceback_for_the_report() -> None:
    with pytest.raises(JobFailed) as failure:
        run_silently(child("sys.stderr.write('x' * 100_000 + '\\n')\n{}['key']"))

    assert failure.value.details.endswith("KeyError: 'key'")


@both_ways
def test_a_program_that_is_not_there_is_one_sentence(runner: Runner) -> None:
    with pytest.raises(JobFailed, match="could not be started"):
        runner(["/nowhere/python"])


@both_ways
def test_a_job_that_lingers_after_its_result_is_ended(runner: Runner, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(jobs, "GRACE_SECONDS", 0.1)

    assert runner(child(GOOD + "; time.sleep(60)")).result["answer"] == 42


async def test_cancelling_lets_the_child_roll_back_and_tell() -> None:
    script = (
        "def stop(*_): say(event='failed', message='Rolled back.', cancelled=True); sys.exit(130)\n"
        "signal.signal(signal.SIGTERM, stop); start(); time.sleep(60)"
    )
    async with start_job(child(script)) as job:
        events = job.events()
        assert isinstance(await anext(events), StartEvent)

        await job.cancel()

        with pytest.raises(JobFailed, match="Rolled back") as failure:
            await anext(events)
        assert failure.value.cancelled


@pytest.mark.parametrize("script", [WAITS, STUBBORN])
async def test_a_cancelled_child_is_gone_even_when_it_does_not_listen(
    script: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(jobs, "GRACE_SECONDS", 0.1)
    async with start_job(child(script)) as job:
        events = job.events()
        await anext(events)

        await job.cancel()
        await job.cancel()

        with pytest.raises(JobFailed, match="Cancelled") as failure:
            await anext(events)
        assert failure.value.cancelled


async def test_cancelling_while_another_task_reads_ends_that_reading() -> None:
    async def read_all() -> list[Event]:
        return [event async for event in job.events()]

    async with start_job(child(WAITS)) as job:
        reading = asyncio.create_task(read_all())
        await asyncio.sleep(0)

        await job.cancel()

        with pytest.raises(JobFailed) as failure:
            await reading
        assert failure.value.cancelled


async def test_leaving_the_block_early_ends_the_child() -> None:
    async with start_job(child(TELLS_PID)) as job:
        first = await anext(job.events())

    assert isinstance(first, StartEvent)
    assert not is_running(int(first.job))


async def test_a_stubborn_child_is_gone_even_where_the_follower_is_cancelled_twice() -> None:
    stubborn = "signal.signal(signal.SIGTERM, signal.SIG_IGN); " + TELLS_PID
    working = asyncio.Event()

    async def follow() -> None:
        pid = 0
        try:
            async with start_job(child(stubborn)) as job:
                async for event in job.events():
                    assert isinstance(event, StartEvent)
                    pid = int(event.job)
                    working.set()
        finally:
            assert not is_running(pid)

    following = asyncio.create_task(follow())
    await working.wait()
    for _ in range(2):
        following.cancel()
        await asyncio.sleep(0.05)

    with pytest.raises(asyncio.CancelledError):
        await following


def test_an_exception_of_the_follower_ends_the_child() -> None:
    pids: list[int] = []

    def interrupt(event: Event) -> None:
        assert isinstance(event, StartEvent)
        pids.append(int(event.job))
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        run_blocking(child(TELLS_PID), interrupt)

    assert not is_running(pids[0])


def test_an_interrupt_of_a_notebook_ends_the_child() -> None:
    pids: list[int] = []

    def interrupt(event: Event) -> None:
        assert isinstance(event, StartEvent)
        pids.append(int(event.job))
        os.kill(os.getpid(), signal.SIGINT)

    async def cell() -> None:
        run_blocking(child(TELLS_PID), interrupt)

    with closing(asyncio.new_event_loop()) as loop, pytest.raises(KeyboardInterrupt):
        loop.run_until_complete(cell())

    assert not is_running(pids[0])


def is_running(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


def test_the_child_learns_from_its_input_that_the_parent_is_gone(tmp_path: Path) -> None:
    note = tmp_path / "note"
    grandchild = EMIT + f"start(); sys.stdin.read(); open({str(note)!r}, 'w').write('alone')"
    parent = (
        "import os, signal, sys\nfrom movierec_tui.jobs.children import run_blocking\n"
        f"run_blocking([sys.executable, '-S', '-c', {grandchild!r}],"
        " lambda _event: os.kill(os.getpid(), signal.SIGKILL))"
    )

    async def run_parent() -> int:
        process = await asyncio.create_subprocess_exec(sys.executable, "-c", parent)
        return await process.wait()

    assert asyncio.run(run_parent()) == -signal.SIGKILL
    wait_for(note.exists)


def wait_for(condition: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 20
    while not condition():
        assert time.monotonic() < deadline, "waited in vain"
        time.sleep(0.02)


def test_training_is_asked_for_with_every_option() -> None:
    command = train_command(Path("/films.db"), TrainOptions(seed=3, device=Device.CPU, epochs=2))

    assert command[:4] == [sys.executable, "-P", "-m", "engine.train"]
    assert command[4:] == [
        *("--db", "/films.db", "--model", DEFAULT_MODEL, "--seed", "3", "--device", "cpu"),
        *("--epochs", "2", "--preset", "full"),
    ]


def test_replacing_a_data_set_is_asked_for_by_name_only() -> None:
    assert "--replace" not in ingest_command(Path("/films.db"), "ml-100k")
    assert "--replace" in ingest_command(Path("/films.db"), "ml-100k", replace=True)
