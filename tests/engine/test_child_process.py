"""What a child owes its parent, whatever its work is. The work is a few lines here."""

from __future__ import annotations

import signal
import sys
from pathlib import Path

import pytest

from engine.child_process import CANCELLED_EXIT
from engine.events import DoneEvent, FailedEvent, StartEvent
from tests.engine.child import running

CANCELLED = FailedEvent("Cancelled; nothing was changed.", cancelled=True)
START = StartEvent("test", 0)


def job(*work: str) -> list[str]:
    """A child whose work, after it has said that it starts, are these lines; `Sentence` errors are expected."""
    program = [
        "import os, signal, sys, time",
        "from engine.child_process import run_job",
        "from engine.events import DoneEvent, StartEvent",
        "class Sentence(Exception): pass",
        "def work(job):",
        "    emit = job.emit",
        "    emit(StartEvent('test', 0))",
        *(f"    {line}" for line in work),
        "sys.exit(run_job(work, (Sentence,)))",
    ]
    return [sys.executable, "-c", "\n".join(program)]


SLEEP = "while True: time.sleep(0.01)"


def test_events_reach_the_parent_as_they_come() -> None:
    with running(job("emit(DoneEvent({'films': 3}))", SLEEP)) as child:
        assert child.next_event() == START
        assert child.next_event() == DoneEvent({"films": 3})


def test_a_child_that_is_done_ends_by_itself_while_its_parent_waits() -> None:
    with running(job("emit(DoneEvent({'films': 3}))")) as child:
        ended = child.ended()

    assert ended.result == {"films": 3}
    assert (ended.code, ended.errors) == (0, "")


def test_an_expected_error_is_told_as_a_sentence() -> None:
    with running(job("raise Sentence('The disk is full.')")) as child:
        ended = child.ended()

    assert ended.events == [START, FailedEvent("The disk is full.")]
    assert (ended.code, ended.errors) == (1, "")


def test_too_little_memory_is_told_as_a_sentence() -> None:
    with running(job("raise MemoryError")) as child:
        ended = child.ended()

    assert ended.failure.message.startswith("Not enough memory for this data set;")
    assert (ended.code, ended.errors) == (1, "")


def test_a_defect_shows_its_traceback() -> None:
    with running(job("raise KeyError('defect')")) as child:
        ended = child.ended()

    assert ended.code == 1
    assert ended.events == [START]
    assert "KeyError: 'defect'" in ended.errors


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT, signal.SIGHUP])
def test_a_signal_cancels_the_work(number: signal.Signals) -> None:
    with running(job(SLEEP)) as child:
        child.next_event()
        child.process.send_signal(number)
        ended = child.ended()

    assert ended.events == [START, CANCELLED]
    assert (ended.code, ended.errors) == (CANCELLED_EXIT, "")


def test_the_parents_death_cancels_the_work() -> None:
    with running(job(SLEEP)) as child:
        child.next_event()
        child.leave()
        ended = child.ended()

    assert ended.events == [START, CANCELLED]
    assert (ended.code, ended.errors) == (CANCELLED_EXIT, "")


def test_work_can_clean_up_in_peace_however_often_it_is_asked_to_stop(tmp_path: Path) -> None:
    done = tmp_path / "clean"
    cleaning = [
        "try:",
        "    emit(DoneEvent({}))",
        f"    {SLEEP}",
        "finally:",
        """    print('{"event": "start", "job": "clean-up", "total": 0}', flush=True)""",
        "    time.sleep(0.1)",
        f"    open({str(done)!r}, 'w').close()",
    ]
    with running(job(*cleaning)) as child:
        assert [child.next_event(), child.next_event()] == [START, DoneEvent({})]
        child.process.terminate()
        assert child.next_event() == StartEvent("clean-up", 0)
        child.process.terminate()
        child.process.send_signal(signal.SIGINT)
        child.leave()
        assert child.ended().failure == CANCELLED

    assert done.exists()


def test_a_signal_that_falls_on_deaf_code_is_heard_at_the_next_event() -> None:
    """Python swallows what is raised in a finaliser, and libraries swallow what is raised in their callbacks."""
    deaf = [
        "class Deaf:",
        "    def __del__(self): os.kill(os.getpid(), signal.SIGTERM); time.sleep(0.1)",
        "Deaf()",
        "for _ in range(100): emit(StartEvent('still at work', 0))",
    ]
    with running(job(*deaf)) as child:
        ended = child.ended()

    assert ended.events == [START, CANCELLED]
    assert ended.code == CANCELLED_EXIT


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT, signal.SIGHUP])
def test_sealed_work_is_done_whoever_asks_it_to_stop(number: signal.Signals) -> None:
    with running(job("job.seal()", f"os.kill(os.getpid(), {number})", "emit(DoneEvent({'films': 3}))")) as child:
        ended = child.ended()

    assert ended.events == [START, DoneEvent({"films": 3})]
    assert (ended.code, ended.errors) == (0, "")


def test_sealed_work_ends_well_even_if_it_is_asked_to_stop_while_the_interpreter_ends() -> None:
    late = [
        "global late",
        "class Late:",
        "    def __del__(self, kill=os.kill, own=os.getpid()): kill(own, 15)",
        "late = Late()",
    ]
    with running(job(*late, "job.seal()", "emit(DoneEvent({'films': 3}))")) as child:
        ended = child.ended()

    assert ended.events == [START, DoneEvent({"films": 3})]
    assert (ended.code, ended.errors) == (0, "")


def test_work_that_was_asked_to_stop_cannot_be_sealed() -> None:
    deaf = ["try:", "    os.kill(os.getpid(), signal.SIGTERM); time.sleep(1)", "except Exception: pass"]
    with running(job(*deaf, "job.seal()", "emit(DoneEvent({'films': 3}))")) as child:
        ended = child.ended()

    assert ended.events == [START, CANCELLED]
    assert ended.code == CANCELLED_EXIT


def test_work_that_nobody_hears_any_more_is_cancelled(tmp_path: Path) -> None:
    done = tmp_path / "clean"
    talking = [
        "from engine.errors import TrainingCancelledError",
        "try:",
        "    while True: emit(DoneEvent({}))",
        "except TrainingCancelledError:",
        f"    open({str(done)!r}, 'w').close()",
        "    raise",
    ]
    with running(job(*talking)) as child:
        child.next_event()
        assert child.process.stdout is not None
        child.process.stdout.close()
        child.process.wait()

    assert done.exists()


def test_work_that_hears_no_signal_ends_soon_after_its_parent_is_gone() -> None:
    deaf = job(
        "import engine.child_process",
        "engine.child_process.ORPHAN_GRACE_SECONDS = 0.2",
        "while True:",
        "    try:",
        "        emit(StartEvent('deaf', 0))",
        f"        {SLEEP}",
        "    except BaseException: pass",
    )
    with running(deaf) as child:
        assert [child.next_event(), child.next_event()] == [START, StartEvent("deaf", 0)]
        child.leave()
        ended = child.ended()

    assert (ended.code, len(ended.events)) == (CANCELLED_EXIT, 2)


def test_what_is_sealed_is_finished_although_the_parent_is_gone() -> None:
    sealed = job(
        "import engine.child_process",
        "engine.child_process.ORPHAN_GRACE_SECONDS = 0.1",
        "job.seal()",
        "emit(StartEvent('sealed', 0))",
        "sys.stdin.read()",
        "time.sleep(0.6)",
        "emit(DoneEvent({'films': 3}))",
    )
    with running(sealed) as child:
        assert [child.next_event(), child.next_event()] == [START, StartEvent("sealed", 0)]
        child.leave()
        ended = child.ended()

    assert (ended.code, ended.result) == (0, {"films": 3})


def test_under_nohup_a_job_survives_its_terminal() -> None:
    ignoring = "signal.signal(signal.SIGHUP, signal.SIG_IGN)"
    command = job("os.kill(os.getpid(), signal.SIGHUP)", "emit(DoneEvent({'films': 3}))")
    command[-1] = command[-1].replace("class Sentence", f"{ignoring}\nclass Sentence")

    with running(command) as child:
        assert child.ended().result == {"films": 3}
