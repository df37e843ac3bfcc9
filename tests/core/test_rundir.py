"""The directory for unix sockets is short, private, ours, and the same for every process."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from factory.rundir import (
    LONGEST_NAME,
    SHARED_TEMPORARY,
    SOCKET_PATH_BYTES,
    ForeignDirectoryError,
    short_dir,
    short_path,
)

LONG = Path("/srv") / ("a" * 90)


@pytest.mark.parametrize(
    ("data_dir", "near"),
    [
        pytest.param(Path("/srv/data"), True, id="short"),
        pytest.param(Path("/" + "a" * 62), True, id="just short enough"),
        pytest.param(Path("/" + "a" * 63), False, id="a byte too long"),
        pytest.param(Path("/" + "é" * 40), False, id="bytes count, not letters"),
        pytest.param(LONG, False, id="long"),
    ],
)
def test_a_socket_of_the_longest_name_fits(data_dir: Path, near: bool) -> None:
    found = short_path(data_dir, 1000)
    assert (found == data_dir / "run") is near
    assert len(os.fsencode(found / ("n" * LONGEST_NAME))) <= SOCKET_PATH_BYTES


def test_users_and_installations_have_directories_of_their_own() -> None:
    paths = {short_path(LONG / name, uid) for name in ("one", "two") for uid in (1, 2)}
    assert len(paths) == 4
    assert {path.parent for path in paths} == {SHARED_TEMPORARY}


def test_it_is_made_private_and_stays_so(tmp_path: Path) -> None:
    made = short_dir(tmp_path)
    made.chmod(0o755)
    assert short_dir(tmp_path) == made
    assert made.stat().st_mode & 0o777 == 0o700


def test_another_process_finds_the_same_whatever_its_tmpdir(tmp_path: Path) -> None:
    data_dir = tmp_path / ("d" * 90)
    code = "import sys; from factory.rundir import *; print(short_dir(Path(sys.argv[1])))"
    answer = subprocess.run(
        [sys.executable, "-c", code, str(data_dir)],
        env={"TMPDIR": str(tmp_path), "PYTHONPATH": str(Path.cwd())},
        check=True,
        capture_output=True,
        text=True,
    )
    mine = short_dir(data_dir)
    assert answer.stdout.strip() == str(mine)
    mine.rmdir()


def test_a_link_is_refused(tmp_path: Path) -> None:
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "run").symlink_to(tmp_path / "elsewhere")
    with pytest.raises(ForeignDirectoryError, match="not a directory of user"):
        short_dir(tmp_path)


@pytest.mark.skipif(os.getuid() != 0, reason="only root can give a directory away")
def test_a_strangers_directory_is_refused(tmp_path: Path) -> None:
    (tmp_path / "run").mkdir()
    os.chown(tmp_path / "run", 65534, -1)
    with pytest.raises(ForeignDirectoryError, match="choose another DATA_DIR"):
        short_dir(tmp_path)
