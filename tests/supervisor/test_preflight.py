"""Each thing that would stop the start is one sentence that says what to do."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from factory.supervisor.preflight import (
    AlreadyRunningError,
    exclusive,
    port_problem,
    python_problem,
)

HOLD = """
import sys
from pathlib import Path
from factory.supervisor.preflight import exclusive
with exclusive(Path(sys.argv[1])):
    print("held", flush=True)
    sys.stdin.read()
"""


@pytest.mark.parametrize(
    ("version", "expected"),
    [
        pytest.param((3, 9), "too old", id="3.9"),
        pytest.param((3, 10), "too old", id="3.10"),
        pytest.param((3, 11), None, id="3.11"),
        pytest.param((3, 12), None, id="3.12"),
        pytest.param((3, 13), "too new: the vision packages have no build", id="3.13"),
        pytest.param((4, 0), "too new", id="4.0"),
    ],
)
def test_python(version: tuple[int, int], expected: str | None) -> None:
    problem = python_problem(version)
    assert problem is None if expected is None else expected in str(problem)


@pytest.fixture
def taken() -> Iterator[int]:
    with socket.create_server(("127.0.0.1", 0)) as server:
        yield server.getsockname()[1]


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "0.0.0.0"])
def test_a_taken_port_is_named_and_a_free_one_offered(host: str, taken: int) -> None:
    problem = port_problem(host, taken)
    assert problem is not None
    assert f"Port {taken} on {host} is taken" in problem
    offered = int(problem.rpartition("PORT=")[2].rstrip("."))
    assert offered != taken
    assert port_problem(host, offered) is None


def test_a_port_is_free_again_right_after_its_server_closed_a_connection() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
        with socket.create_connection(("127.0.0.1", port)) as client:
            server.accept()[0].close()
            client.recv(1)
    assert port_problem("127.0.0.1", port) is None


@pytest.mark.parametrize("host", ["203.0.113.7", "no such host"])
def test_an_address_of_another_machine(host: str) -> None:
    assert f"HOST={host} is no address of this machine" in str(port_problem(host, 8000))


def test_a_second_copy_is_told_of_the_first(tmp_path: Path) -> None:
    with _holder(tmp_path) as holder:
        with (
            pytest.raises(AlreadyRunningError, match=rf"process {holder.pid}.*PORT"),
            exclusive(tmp_path),
        ):
            pass
        holder.kill()
        holder.wait()
        with exclusive(tmp_path):
            assert (tmp_path / "run.lock").read_text() == str(os.getpid())


def test_another_data_directory_is_another_copy(tmp_path: Path) -> None:
    with exclusive(tmp_path / "one"), exclusive(tmp_path / "two"):
        pass


def _holder(data_dir: Path) -> subprocess.Popen[str]:
    holder = subprocess.Popen(
        [sys.executable, "-c", HOLD, str(data_dir)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert holder.stdout is not None
    assert holder.stdout.readline() == "held\n"
    return holder
