"""Videos of the media folder: why one cannot be played, in the same words wherever it is asked."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from streaming.capture.config import CaptureConfig
from streaming.capture.sources import file as files
from streaming.capture.sources.base import SourceError
from streaming.capture.sources.opening import open_source
from streaming.supervision.orders import check_target
from streaming.targets import NO_MEDIA, BadTargetError
from tests.streaming.capturing import make_video


def opening(path: Path) -> str:
    with pytest.raises(SourceError) as refused:
        open_source(CaptureConfig(url=path.as_uri(), socket="none"))
    return str(refused.value)


MADE: dict[str, tuple[Callable[[Path], object], str]] = {
    "a folder": (lambda path: path.mkdir(), files.NO_FILE),
    "a pipe that nobody fills": (os.mkfifo, files.NO_FILE),
    "no video": (lambda path: path.write_text("minutes of the meeting"), files.NO_VIDEO),
    "empty": (lambda path: path.touch(), files.NO_VIDEO),
}


@pytest.mark.parametrize(("make", "told"), MADE.values(), ids=MADE.keys())
def test_why_a_file_cannot_be_played(
    tmp_path: Path, make: Callable[[Path], object], told: str
) -> None:
    path = tmp_path / "film.avi"
    assert opening(path) == files.MISSING
    make(path)
    assert opening(path) == told


def test_a_file_that_may_not_be_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    make_video(tmp_path / "film.avi")

    def forbidden(*_args: object) -> None:
        # Whoever runs the tests may be allowed everything.
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "open", forbidden)
    assert opening(tmp_path / "film.avi") == "the file cannot be read: permission denied"


def test_a_file_that_goes_while_it_is_played(tmp_path: Path) -> None:
    url = make_video(tmp_path / "film.avi", frames=3, fps=100)
    source = open_source(CaptureConfig(url=url, socket="none"))
    (tmp_path / "film.avi").unlink()
    for _ in range(3):
        source.grab()
    with pytest.raises(SourceError, match=files.MISSING):
        source.grab()


@pytest.fixture
def media(tmp_path: Path, settings: object) -> Path:
    folder = tmp_path / "media"
    folder.mkdir()
    settings.CAMERA_MEDIA_DIR = folder  # type: ignore[attr-defined] # pytest-django's
    return folder


@pytest.mark.parametrize("there", [True, False])
def test_a_link_out_of_the_folder_tells_nothing(media: Path, there: bool) -> None:
    outside = media.parent / "secret.avi"
    if there:
        make_video(outside)
    (media / "film.avi").symlink_to(outside)
    (media / "folder").symlink_to(media.parent)
    for source in ("file:film.avi", "file:folder/secret.avi", "file:../secret.avi"):
        with pytest.raises(BadTargetError) as refused:
            check_target(source)
        assert str(refused.value) == NO_MEDIA


def test_links_that_lead_to_each_other(media: Path) -> None:
    (media / "film.avi").symlink_to(media / "film.avi")
    with pytest.raises(BadTargetError, match="media folder"):
        check_target("file:film.avi")


def test_a_folder_that_is_gone(media: Path) -> None:
    shutil.rmtree(media)
    check_target("file:film.avi")
    assert opening(media / "film.avi") == files.MISSING
