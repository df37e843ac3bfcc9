"""A supervisor with real children: one log, restarts, an ordered stop, and nothing left behind."""

from __future__ import annotations

import os
import signal
import socket
import sys
import time

import pytest

from tests.supervisor.conftest import House
from tests.supervisor.running import IN_LINES, Running, alive, wait_for

SLEEPER = "import os, time; print('pid', os.getpid()); time.sleep(600)"
STUBBORN = "import signal; signal.signal(signal.SIGTERM, signal.SIG_IGN); " + SLEEPER
FAMILY = (
    "import subprocess, sys; "
    f"subprocess.Popen([sys.executable, '-c', {IN_LINES + STUBBORN!r}]); " + STUBBORN
)
SAYS_GOODBYE = """
import signal, sys, time
signal.signal(signal.SIGTERM, lambda *_: (print("goodbye"), time.sleep(0.2), sys.exit(0)))
print("hello")
time.sleep(600)
"""


def _all_gone(running: Running, expected: int) -> None:
    pids = running.pids()
    assert len(pids) == expected
    wait_for(lambda: not any(map(alive, pids)), f"still alive: {[p for p in pids if alive(p)]}")


CHILD = """
import signal, sys, time
signal.signal(signal.SIGTERM, lambda *_: print("the child was told"))
print("child")
time.sleep(600)
"""
TELLS_ITS_OWN = f"""
import signal, subprocess, sys, time
subprocess.Popen([sys.executable, "-c", {IN_LINES + CHILD!r}])
signal.signal(signal.SIGTERM, lambda *_: (print("told"), time.sleep(0.3), sys.exit(0)))
time.sleep(600)
"""


@pytest.mark.parametrize("alone", [True, False])
def test_a_process_that_tells_its_own_is_signalled_alone(house: House, alone: bool) -> None:
    running = house({"name": "web", "code": TELLS_ITS_OWN, "tells_its_own": alone})
    running.saw("web | child")
    running.stop()
    assert "web | told" in running.log()
    assert ("web | the child was told" in running.log()) is not alone


def test_output_and_errors_of_all_are_one_log(house: House) -> None:
    talker = "import sys, time; print('out ✅'); print('err', file=sys.stderr); time.sleep(600)"
    running = house({"name": "web", "code": talker}, {"name": "worker", "code": talker})
    for name in ("web   ", "worker"):
        running.saw(f"{name} | out ✅")
        running.saw(f"{name} | err")
    running.saw("run    | all processes are up")
    running.stop()
    assert not any("\x1b" in line for line in running.log())


def test_a_process_is_given_its_environment_beside_ours(house: House) -> None:
    code = "import os, time; print(os.environ['ROLE'], 'PATH' in os.environ); time.sleep(600)"
    running = house({"name": "web", "code": code, "env": {"ROLE": "front"}})
    running.saw("web | front True")


def test_a_later_stage_waits_until_the_earlier_answers(house: House) -> None:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    server = (
        "import socket, time; time.sleep(0.6); print('open'); "
        f"s = socket.create_server(('127.0.0.1', {port})); time.sleep(600)"
    )
    running = house(
        {"name": "second", "code": SLEEPER, "stage": 1},
        {"name": "first", "code": server, "port": port},
    )
    running.saw("second | pid")
    lines = running.log()
    assert lines.index("first  | open") < next(
        n for n, s in enumerate(lines) if "second | pid" in s
    )


def test_a_process_that_dies_is_started_again_and_the_log_says_so(house: House) -> None:
    running = house({"name": "web", "code": "import sys; print('alive'); sys.exit(3)"})
    running.saw("run | web exited with code 3; starting it again in 0.5 s")
    running.saw("run | web exited with code 3; starting it again in 1 s")
    wait_for(lambda: running.log().count("web | alive") >= 2, "a second start")


def test_a_killed_process_is_started_again_without_its_old_children(house: House) -> None:
    running = house({"name": "web", "code": FAMILY})
    wait_for(lambda: len(running.pids()) == 2, "parent and child")
    first = running.pids()
    (parent,) = set(running.children()) & set(first)
    os.kill(parent, signal.SIGKILL)
    running.saw("web was ended by SIGKILL; starting it again in 0.5 s")
    wait_for(lambda: len(running.pids()) == 4, "a second family")
    assert not any(map(alive, first))
    assert all(map(alive, running.pids()[2:]))


def test_a_program_that_is_not_there_does_not_end_the_others(house: House) -> None:
    running = house({"name": "web", "code": SLEEPER}, {"name": "x", "code": "", "cwd": "/no/such"})
    running.saw("x cannot be started")
    running.saw("web | pid")
    running.stop()
    _all_gone(running, 1)


def test_stages_stop_in_the_opposite_order(house: House) -> None:
    running = house(
        *({"name": name, "code": SAYS_GOODBYE, "stage": n} for n, name in enumerate("abc"))
    )
    running.saw("c   | hello")
    assert running.stop() < 3
    goodbyes = [line[0] for line in running.log() if "goodbye" in line]
    assert goodbyes == ["c", "b", "a"]
    assert "SIGINT: stopping" in "".join(running.log())


def test_processes_of_one_stage_stop_together(house: House) -> None:
    slow = SAYS_GOODBYE.replace("0.2", "1")
    running = house(*({"name": name, "code": slow} for name in "abc"))
    running.saw("c   | hello")
    assert running.stop() < 2.5


def test_a_stubborn_family_is_killed_after_its_timeout(house: House) -> None:
    running = house({"name": "web", "code": FAMILY, "stop_timeout": 0.5})
    wait_for(lambda: len(running.pids()) == 2, "parent and child")
    assert 0.5 <= running.stop() < 2.5
    running.saw("web did not stop in time and was killed")
    _all_gone(running, 2)


@pytest.mark.slow
def test_the_whole_stop_takes_at_most_ten_seconds(house: House) -> None:
    running = house(
        *(
            {"name": name, "code": STUBBORN, "stage": n, "stop_timeout": 60}
            for n, name in enumerate("abc")
        )
    )
    wait_for(lambda: len(running.pids()) == 3, "three processes")
    assert running.stop() < 10.5
    _all_gone(running, 3)


def test_a_second_ctrl_c_kills_at_once(house: House) -> None:
    running = house({"name": "web", "code": STUBBORN, "stop_timeout": 60})
    running.saw("web | pid")
    running.signal(signal.SIGINT)
    time.sleep(0.6)
    assert running.stop() < 1.5
    running.saw("SIGINT again: killing")
    _all_gone(running, 1)


def test_a_signal_that_make_passes_on_is_no_second_ctrl_c(house: House) -> None:
    running = house({"name": "web", "code": SAYS_GOODBYE})
    running.saw("web | hello")
    running.signal(signal.SIGTERM)
    running.stop()
    assert "web | goodbye" in running.log()
    assert not any("killing" in line for line in running.log())


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP])
def test_other_signals_stop_too(house: House, number: signal.Signals) -> None:
    running = house({"name": "web", "code": SLEEPER})
    running.saw("web | pid")
    running.signal(number)
    assert running.ended() == 0
    _all_gone(running, 1)


def test_a_stop_while_starting_ends_what_has_started(house: House) -> None:
    with socket.create_server(("127.0.0.1", 0)) as free:
        never = free.getsockname()[1]
    running = house(
        {"name": "first", "code": SLEEPER, "port": never},
        {"name": "second", "code": SLEEPER, "stage": 1},
    )
    running.saw("first  | pid")
    assert running.stop() < 2
    _all_gone(running, 1)


def test_a_stop_between_two_restarts_does_not_wait(house: House) -> None:
    running = house({"name": "web", "code": "raise SystemExit(1)"})
    running.saw("again in 2 s")
    assert running.stop() < 1


def test_a_killed_supervisor_leaves_nothing_behind(house: House) -> None:
    running = house({"name": "web", "code": FAMILY}, {"name": "worker", "code": STUBBORN})
    wait_for(lambda: len(running.pids()) == 3, "three processes")
    running.signal(signal.SIGKILL)
    running.ended()
    _all_gone(running, 3)


@pytest.mark.skipif(sys.platform != "linux", reason="the kernel's tie is Linux's")
def test_children_die_with_the_supervisor_even_without_its_warden(house: House) -> None:
    running = house({"name": "web", "code": STUBBORN}, {"name": "worker", "code": STUBBORN})
    wait_for(lambda: len(running.pids()) == 2, "two processes")
    (warden,) = set(running.children()) - set(running.pids())
    os.kill(warden, signal.SIGKILL)
    running.signal(signal.SIGKILL)
    running.ended()
    _all_gone(running, 2)


def test_a_warden_that_is_killed_harms_nothing(house: House) -> None:
    running = house({"name": "web", "code": SLEEPER})
    running.saw("web | pid")
    (warden,) = set(running.children()) - set(running.pids())
    os.kill(warden, signal.SIGKILL)
    os.kill(running.pids()[0], signal.SIGKILL)
    wait_for(lambda: len(running.pids()) == 2, "a restart")
    assert running.stop() < 2
    _all_gone(running, 2)


def test_a_flood_takes_little_memory(house: House) -> None:
    running = house({"name": "web", "code": "while True: print('x' * 100_000)"})
    wait_for(lambda: (running.folder / "log").stat().st_size > 30_000_000, "a flood")
    with open(f"/proc/{running.process.pid}/status", encoding="ascii") as status:  # noqa: PTH123
        peak = next(int(line.split()[1]) for line in status if line.startswith("VmHWM"))
    assert running.stop() < 2
    assert peak < 120_000


def test_a_second_copy_says_so_and_ends(house: House) -> None:
    running = house({"name": "web", "code": SLEEPER})
    running.saw("web | pid")
    again = Running(running.folder, running.specs)
    assert again.ended() == 1
    assert f"Another copy (process {running.process.pid}) already runs" in again.log()[0]
    assert len(again.log()) == 1
