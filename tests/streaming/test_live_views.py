"""Live views on the real server: who may watch, what they get, and that it ends with the right."""

from __future__ import annotations

import contextlib
import http.client
import json
import os
import shutil
import subprocess
import time
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import cv2
import pytest

from tests.patience import patient
from tests.services import require
from tests.streaming.capturing import decoded, eventually
from tests.streaming.plant import Plant, running_plant
from tests.streaming.serving import Browser

STREAMS = 40


@pytest.fixture(scope="module")
def plant(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Plant]:
    """Each test that takes rights away uses a viewer of its own."""
    folder = tmp_path_factory.mktemp("plant")
    with running_plant(folder, "ann", "ben", "cem", "dora", "eve") as running:
        yield running


def until_end(browser: Browser, within: float) -> float:
    began = time.monotonic()
    while time.monotonic() - began < patient(within):
        try:
            browser.part()
        except EOFError:
            return time.monotonic() - began
    raise AssertionError(f"the stream went on for {within:g} s")


@pytest.mark.parametrize(
    "path",
    [
        "/api/video_feed",
        "/api/video_feed?camera=CAM-MAIN",
        "/api/v1/video_feed?camera=CAM-MAIN&fps=10&size=full&overlay=0",
        "/api/v1/cameras/CAM-MAIN/stream",
    ],
)
def test_a_stream_by_every_address(plant: Plant, path: str) -> None:
    with plant.open(path, plant.server.bearer("ann")) as browser:
        assert browser.status == 200
        assert browser.headers["content-type"] == "multipart/x-mixed-replace; boundary=frame"
        parts = [browser.part() for _ in range(3)]
        assert all(headers["content-type"] == "image/jpeg" for headers, _ in parts)
        times = [float(headers["x-timestamp"]) for headers, _ in parts]
        assert times == sorted(times)
        assert decoded(parts[-1][1]).shape == (720, 1280, 3)


def test_a_session_is_as_good_as_a_token(plant: Plant) -> None:
    with plant.open(f"/api/v1/cameras/{plant.camera}/stream", plant.server.cookie("ann")) as one:
        assert one.status == 200
        one.part()


def test_a_tile_asks_for_a_small_picture_now_and_then(plant: Plant) -> None:
    with plant.open("/api/video_feed?size=small&fps=5", plant.server.bearer("ann")) as browser:
        browser.part()
        times = [float(browser.part()[0]["x-timestamp"]) for _ in range(6)]
        assert decoded(browser.part()[1]).shape == (360, 640, 3)
    pace = (times[-1] - times[0]) / (len(times) - 1)
    assert 0.15 < pace < 0.4


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/api/v1/cameras/CAM-OTHER/stream", 404),
        ("/api/video_feed?camera=CAM-OTHER", 404),
        ("/api/v1/cameras/CAM-OTHER/snapshot", 404),
        ("/api/v1/cameras/999999/stream", 404),
        ("/api/v1/cameras/..%2f..%2fx/stream", 404),
        ("/api/video_feed?size=huge", 400),
        ("/api/video_feed?fps=-1", 400),
        ("/api/video_feed?fps=nan", 400),
        ("/api/video_feed?fps=many", 400),
        ("/api/video_feed?signature=nonsense", 401),
    ],
)
def test_what_is_refused_is_a_problem(plant: Plant, path: str, status: int) -> None:
    with plant.open(path, plant.server.bearer("ann")) as browser:
        assert browser.status == status
        assert browser.headers["content-type"] == "application/problem+json"
        assert json.loads(browser.everything())["status"] == status


@pytest.mark.parametrize("path", ["/api/video_feed", "/api/v1/cameras/CAM-MAIN/snapshot"])
@pytest.mark.parametrize(
    "headers",
    [{}, {"Authorization": "Bearer nonsense"}, {"Cookie": "sessionid=nonsense"}],
    ids=["nobody", "wrong token", "wrong session"],
)
def test_a_stranger_sees_nothing(plant: Plant, path: str, headers: dict[str, str]) -> None:
    with plant.open(path, headers) as browser:
        assert browser.status == 401
        assert browser.headers["www-authenticate"] == "Bearer"
        assert json.loads(browser.everything())["status"] == 401


def test_a_snapshot_is_one_jpeg(plant: Plant) -> None:
    path = "/api/v1/cameras/CAM-MAIN/snapshot?size=small"
    with plant.open(path, plant.server.bearer("ann")) as browser:
        assert (browser.status, browser.headers["x-live"]) == (200, "1")
        assert decoded(browser.everything()).shape == (360, 640, 3)


@pytest.mark.parametrize(("camera", "status"), [("CAM-MAIN", 200), ("CAM-OTHER", 404)])
def test_the_head_of_a_snapshot_alone_takes_no_picture(
    plant: Plant, camera: str, status: int
) -> None:
    line = http.client.HTTPConnection("127.0.0.1", plant.server.port, timeout=10)
    with contextlib.closing(line):
        path = f"/api/v1/cameras/{camera}/snapshot"
        line.request("HEAD", path, headers=plant.server.bearer("ann"))
        answer = line.getresponse()
        assert (answer.status, answer.read()) == (status, b"")
    assert "x-live" not in answer.headers, "that is known only of a picture"


def test_a_signed_address_needs_no_headers(plant: Plant) -> None:
    path = plant.signed_path("ann")
    with plant.open(path, {}) as browser:
        assert browser.status == 200
        browser.part()
    with plant.open(path.replace(f"/{plant.camera}/", "/CAM-OTHER/"), {}) as browser:
        assert browser.status == 401
    with plant.open(path[:-2], {}) as browser:
        assert browser.status == 401


@pytest.mark.parametrize(
    ("name", "way"), [("ben", "bearer"), ("cem", "cookie"), ("dora", "signed")]
)
def test_a_stream_ends_when_the_right_does(plant: Plant, name: str, way: str) -> None:
    path, headers = "/api/video_feed", {}
    if way == "signed":
        path = plant.signed_path(name)
    else:
        headers = getattr(plant.server, way)(name)
    user = plant.server.made["users"][name]
    with plant.open(path, headers) as browser:
        browser.part()
        plant.server.sql("DELETE FROM sites_membership WHERE user_id = %s", user)
        assert until_end(browser, within=8) < patient(6)


def test_a_stream_that_sends_next_to_nothing_ends_with_its_right(plant: Plant) -> None:
    user = plant.server.made["users"]["eve"]
    with plant.open("/api/video_feed?fps=0.1", plant.server.bearer("eve")) as browser:
        browser.part()
        plant.server.sql("DELETE FROM sites_membership WHERE user_id = %s", user)
        assert until_end(browser, within=8) < patient(6)


@pytest.mark.postgres
def test_a_name_that_no_row_can_have_is_refused(plant: Plant) -> None:
    for path in ("/api/video_feed?camera=%00", "/api/v1/cameras/%00/snapshot"):
        with plant.open(path, plant.server.bearer("ann")) as browser:
            assert browser.status in {400, 404}


@pytest.mark.postgres
def test_watching_holds_no_thread_and_no_database_connection(plant: Plant) -> None:
    with plant.open("/api/video_feed", plant.server.bearer("ann")) as first:
        first.part()
        threads = plant.server.threads
        handles_before = plant.server.database_handles
    with ExitStack() as stack:
        paths = ["/api/video_feed", "/api/video_feed?size=small"] * (STREAMS // 2)
        watching = [
            stack.enter_context(plant.open(path, plant.server.bearer("ann"))) for path in paths
        ]
        for browser in watching:
            browser.part()
        # The pool that answers who they are has at most four threads, however many watch.
        assert plant.server.threads <= threads + 4
        # The refresher of rights looks now and then; between its looks nobody holds the database.
        handles = plant.server.database_handles
        eventually(lambda: plant.server.database_handles <= handles_before, f"{handles} to go", 5)


def test_curl_reads_it(plant: Plant, tmp_path: Path) -> None:
    url = f"http://127.0.0.1:{plant.server.port}/api/video_feed?camera=CAM-MAIN&size=small"
    token = plant.server.bearer("ann")["Authorization"]
    command = ["curl", "-sN", "-m", "3", "-H", f"Authorization: {token}", "-o", "film", url]
    done = subprocess.run(command, cwd=tmp_path, check=False)
    assert done.returncode == 28  # it ran until its time was over
    parts = (tmp_path / "film").read_bytes().split(b"--frame\r\n")
    assert len(parts) > 20
    assert decoded(parts[-2].partition(b"\r\n\r\n")[2].removesuffix(b"\r\n")).shape[0] == 360


def test_ffmpeg_reads_it_by_a_signed_address(plant: Plant, tmp_path: Path) -> None:
    url = f"http://127.0.0.1:{plant.server.port}{plant.signed_path('ann')}"
    target = tmp_path / "%d.png"
    command = ["ffmpeg", "-loglevel", "error", "-i", url, "-frames:v", "5", str(target)]
    subprocess.run(command, check=True, timeout=30)
    pictures = [cv2.imread(str(tmp_path / f"{n}.png")) for n in range(1, 6)]
    assert {picture.shape for picture in pictures if picture is not None} == {(720, 1280, 3)}


def test_vlc_reads_it_by_a_signed_address(plant: Plant, tmp_path: Path) -> None:
    require(shutil.which("cvlc"), "VLC (Debian: vlc-bin and vlc-plugin-base)")
    url = f"http://127.0.0.1:{plant.server.port}{plant.signed_path('ann')}"
    command = ["cvlc", "-q", "--no-audio", url, "--sout", "#std{access=file,mux=mpjpeg,dst=-}"]
    # VLC refuses to run as root.
    user, group, groups = (None, None, None) if os.getuid() else ("nobody", "nogroup", ())
    with subprocess.Popen(
        command,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env={"PATH": os.defpath, "HOME": "/nonexistent"},
        user=user,
        group=group,
        extra_groups=groups,
    ) as vlc:
        assert vlc.stdout
        got = vlc.stdout.read(1_000_000)
        vlc.terminate()
    pictures = got.split(b"\xff\xd8\xff")[1:-1]
    assert len(pictures) > 5
    whole = b"\xff\xd8\xff" + pictures[-1].partition(b"\r\n\r\n--")[0]
    assert decoded(whole).shape == (720, 1280, 3)
