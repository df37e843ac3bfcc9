"""The control room in a real browser: pictures come, the large one moves, events are heard."""

from __future__ import annotations

import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from selenium import webdriver
from selenium.webdriver.chrome.options import Options
from selenium.webdriver.chrome.service import Service

from factory.rundir import short_dir
from tests.services import require
from tests.streaming.capturing import capturing, eventually
from tests.streaming.plant import Plant, running_plant
from tests.streaming.rtsp_camera import RtspCamera, encode, free_port, require_gstreamer

pytestmark = [pytest.mark.browser, pytest.mark.slow]
FLAGS = (
    *("--headless", "--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-sync"),
    *("--disable-background-networking", "--disable-component-update", "--disable-dev-shm-usage"),
)
# What a picture looks like now, as a number: two that differ are two frames.
LOOK = """
const image = document.querySelector(arguments[0]);
if (!image.naturalWidth) return 0;
const canvas = document.createElement("canvas");
canvas.width = canvas.height = 8;
const pen = canvas.getContext("2d");
pen.drawImage(image, 0, 0, 8, 8);
return pen.getImageData(0, 0, 8, 8).data.reduce((sum, byte) => sum + byte, 0);
"""


@pytest.fixture(scope="module")
def plant(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Plant]:
    with running_plant(tmp_path_factory.mktemp("plant"), "ann") as running:
        yield running


@pytest.fixture
def page(plant: Plant) -> Iterator[webdriver.Chrome]:
    with opened(plant) as page:
        yield page


@contextmanager
def opened(plant: Plant) -> Iterator[webdriver.Chrome]:
    """Open the control room in Chromium, signed in."""
    browser, driver = shutil.which("chromium"), shutil.which("chromedriver")
    require(browser and driver, "chromium and chromedriver")
    assert browser
    options = Options()
    options.binary_location = browser
    options.page_load_strategy = "eager"
    options.set_capability("goog:loggingPrefs", {"browser": "ALL"})
    for flag in FLAGS:
        options.add_argument(flag)
    page = webdriver.Chrome(options=options, service=Service(driver))
    try:
        page.get(f"http://127.0.0.1:{plant.server.port}/api/health")
        page.add_cookie({"name": "sessionid", "value": plant.server.made["sessions"]["ann"]})
        page.get(f"http://127.0.0.1:{plant.server.port}/admin/live/")
        yield page
    finally:
        page.quit()


def moves(page: webdriver.Chrome, image: str) -> None:
    """Wait until three different pictures have been seen."""
    seen: set[Any] = set()

    def look() -> bool:
        seen.add(page.execute_script(LOOK, image))
        time.sleep(0.1)
        return len(seen - {0}) >= 3

    eventually(look, f"{image} to move", 20)


def test_the_wall(page: webdriver.Chrome) -> None:
    sign = "return document.getElementById('line').dataset.line"
    eventually(lambda: page.execute_script(sign) == "open", "the events", 20)
    # Nobody runs the supervisor here, so that the tile knows no stream is due and shows stills.
    moves(page, ".tile img")
    page.execute_script("document.querySelector('.tile-picture').click()")
    moves(page, "#large-picture")
    page.execute_script("document.getElementById('large-close').click()")
    closed = "return document.getElementById('large-picture').hasAttribute('src')"
    eventually(lambda: page.execute_script(closed) is False, "the large stream to end", 5)
    log: list[dict[str, str]] = page.get_log("browser")  # type: ignore[no-untyped-call]
    wrong = [line["message"] for line in log if line["level"] == "SEVERE"]
    assert [line for line in wrong if "favicon" not in line] == []


def test_a_camera_that_dies_is_dimmed_and_comes_back(tmp_path: Path) -> None:
    require_gstreamer()
    camera = RtspCamera(free_port(), encode(tmp_path / "film.h264", "640x360"))
    camera.start()
    try:
        with running_plant(tmp_path, "ann") as plant:
            plant.capture.kill()
            socket = short_dir(plant.server.data_dir) / f"camera-{plant.camera}.sock"
            with capturing(camera.url, socket), opened(plant) as page:
                page.set_window_size(390, 844)
                page.execute_script("document.querySelector('.tile-picture').click()")
                picture = "#large-picture"
                moves(page, picture)
                asked = "return document.querySelector('#large-picture').src"
                assert "size=small" in page.execute_script(asked)
                bright = page.execute_script(LOOK, picture)
                camera.kill()
                dimmed = 0.75 * bright  # of the sum, in which opacity stays
                eventually(
                    lambda: 0 < page.execute_script(LOOK, picture) < dimmed, "the dimmed picture"
                )
                camera.start()
                eventually(lambda: page.execute_script(LOOK, picture) > dimmed, "its return")
                moves(page, picture)
    finally:
        camera.kill()
