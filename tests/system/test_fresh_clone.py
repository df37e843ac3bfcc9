"""From a clone to a living factory, as a newcomer does it: one command, and what the README says.

The demo lives: what its cameras see goes the whole way, and is what the scenes show. A face at the door
becomes a punch, a lorry's plate a gate event, people at the gate a count: all read from pictures by the
real recognisers, and held here against the scripts of the scenes.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest
from selenium import webdriver
from selenium.webdriver.common.by import By

from factory.supervisor.preflight import free_port
from identity.demo_people import RECOGNISED
from tests.migrated import DATABASE
from tests.patience import patient
from tests.services import require
from tests.system import readme
from tests.system.clone import Run, clone_of_this
from tests.system.demo import DECISIONS, STANDING, Demo, Rows, crossings_a_minute
from tests.system.ground import servers
from tests.system.screenshots import moved, pixels

pytestmark = [pytest.mark.slow]
on_both = pytest.mark.both
FIRST_PORT = 23_000
FLAGS = ("--headless", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage")


@pytest.fixture(scope="module")
def clone(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return clone_of_this(tmp_path_factory.mktemp("home") / "factory-ai")


@pytest.fixture(scope="module")
def first(clone: Path) -> Iterator[Run]:
    """The clone's first start, demo and all, on which every test of this file looks."""
    with servers(clone.parent) as told:
        run = Run(clone, PORT=str(free_port("127.0.0.1", _first_port())), **told)
        try:
            run.healthy(within=300)
            yield run
        finally:
            run.interrupt()


def _first_port() -> int:
    """Apart from that of another run of the tests, whose product would answer in this one's place."""
    return FIRST_PORT + os.getpid() % 9_000


@pytest.fixture(scope="module")
def browser(first: Run) -> Iterator[webdriver.Chrome]:
    """Chromium, signed in as the demo's manager by the form."""
    program, driver = shutil.which("chromium"), shutil.which("chromedriver")
    require(program and driver, "chromium and chromedriver")
    assert program
    options = webdriver.ChromeOptions()
    options.binary_location = program
    options.page_load_strategy = "none"
    for flag in (*FLAGS, "--window-size=1280,900"):
        options.add_argument(flag)
    opened = webdriver.Chrome(options=options, service=webdriver.ChromeService(driver))
    try:
        opened.implicitly_wait(patient(20))
        opened.get(first.url("/admin/login/"))
        for name, text in (("username", "manager"), ("password", first.password())):
            opened.find_element(By.NAME, name).send_keys(text)
        opened.find_element(By.CSS_SELECTOR, "[type=submit]").click()
        opened.find_element(By.ID, "user-tools")
        yield opened
    finally:
        opened.quit()


@pytest.fixture(scope="module")
def demo(first: Run) -> Demo:
    require(_has_vision(), "requirements-vision.txt")
    return Demo(first)


def _has_vision() -> bool:
    return all(find_spec(name) for name in ("dlib", "rapidocr_onnxruntime"))


@on_both
def test_it_says_where_it_is_and_who_may_enter(first: Run) -> None:
    log = first.log()
    assert 0 <= log.find("Preparing the database ...") < log.find("Making the demo factory")
    assert f"Factory AI: http://127.0.0.1:{first.port}/" in log
    assert "demo users: admin, hr, security, manager, viewer" in log
    assert f"demo_password: {first.password()}" in log
    assert (first.data_dir / DATABASE).exists() is not bool(first.servers)


@on_both
@pytest.mark.parametrize("call", readme.calls(), ids=lambda call: call.name)
def test_the_readmes_calls_give_the_readmes_answers(first: Run, call: readme.Call) -> None:
    deadline = time.monotonic() + patient(90)
    # A camera may still be on its way, just after a start, and its recognisers after it.
    while readme.fixed(answer := typed(first, call.command)) != readme.fixed(call.answer):
        assert time.monotonic() < deadline, json.dumps(answer)
        time.sleep(1)


@on_both
def test_the_hour_that_the_readme_sums_up_is_the_last_that_has_closed(first: Run) -> None:
    (call,) = [one for one in readme.calls() if one.name == "occupancy/trigger-aggregation"]
    asked = datetime.now(UTC)
    told = datetime.fromisoformat(typed(first, call.command)["period_start"])
    assert told in {last_closed_hour(asked), last_closed_hour(datetime.now(UTC))}


def last_closed_hour(now: datetime) -> datetime:
    return now.replace(minute=0, second=0, microsecond=0) - timedelta(hours=1)


def typed(run: Run, command: str) -> dict[str, Any]:
    """Sign in and type a command as the README does; return its JSON."""
    script = (readme.sign_in() + command).replace(":8000", f":{run.port}")
    done = subprocess.run(
        ["bash", "-eu", "-c", script],
        cwd=run.clone,
        capture_output=True,
        timeout=patient(60),
        check=False,
    )
    assert done.returncode == 0, done.stderr
    answer: dict[str, Any] = json.loads(done.stdout)
    return answer


@on_both
def test_the_live_picture_changes_between_two_screenshots(
    first: Run, browser: webdriver.Chrome
) -> None:
    browser.get(first.url("/api/video_feed?camera=CAM-GATE"))
    picture = browser.find_element(By.TAG_NAME, "img")
    deadline = time.monotonic() + patient(20)
    while not browser.execute_script("return arguments[0].naturalWidth", picture):
        assert time.monotonic() < deadline, "no picture has come"
        time.sleep(0.1)
    before = pixels(browser.get_screenshot_as_png())
    assert before.std() > 10, "a picture, not an empty page"
    while not moved(before, pixels(browser.get_screenshot_as_png())):
        # A busy machine may stall a camera for a moment.
        assert time.monotonic() < deadline, "nothing has moved"
        time.sleep(1.5)


@on_both
def test_a_taken_port_and_a_taken_directory_are_said_in_a_sentence(first: Run) -> None:
    elsewhere = str(first.clone.parent / "b")
    port_taken = Run(first.clone, PORT=str(first.port), DATA_DIR=elsewhere, **first.servers)
    assert f"Port {first.port} on 127.0.0.1 is taken; choose another" in port_taken.ended()
    assert "Traceback" not in port_taken.log()
    other = free_port("127.0.0.1", first.port + 1)
    directory_taken = Run(first.clone, PORT=str(other), **first.servers)
    assert "already runs with DATA_DIR=" in directory_taken.ended()
    assert [run.process.returncode for run in (port_taken, directory_taken)] == [2, 2]


@on_both
def test_a_second_copy_runs_beside_the_first(first: Run) -> None:
    folder = first.clone.parent / "second"
    folder.mkdir()
    port = free_port("127.0.0.1", first.port + 1)
    with servers(folder, migrated=True) as told:
        second = Run(first.clone, PORT=str(port), DATA_DIR=str(folder), DEMO="0", **told)
        try:
            second.healthy(within=180)
            assert first.lives_on()
            assert "demo users" not in second.log()
        finally:
            second.interrupt()
    assert second.left_behind() == []
    assert first.lives_on()


@on_both
def test_ctrl_c_leaves_nothing_and_the_next_start_takes_seconds(first: Run) -> None:
    assert first.left_behind() != []
    assert first.interrupt() < 15
    assert first.left_behind() == []
    first.start()
    first.healthy(within=60)


def test_a_face_at_the_door_becomes_a_punch_and_a_day(demo: Demo) -> None:
    seen = demo.wait(lambda: demo.rows("sightings", outcome="MATCHED"), 150)
    (employee,) = {row["employee"] for row in seen}
    assert {row["employee_name"] for row in seen} == {RECOGNISED}, "nobody else there is known"
    mine = {"employee": employee, "source": "face", "at_after": demo.since}
    punches = demo.wait(lambda: demo.rows("punches", **mine), 60)
    assert {row["direction"] for row in punches} == {"IN"}
    assert all(row["sighting"] for row in punches), "each leads back to its picture"
    demo.held_to_its_day(min(punches, key=lambda punch: str(punch["at"])))


def test_plates_are_read_as_they_are_painted(demo: Demo) -> None:
    def sure() -> Rows:
        # The README's own calls come from no camera.
        rows = [row for row in demo.rows("plate-reads", after=demo.since) if row["camera"]]
        return [row for row in rows if row["valid"] or row["status"] == "BLOCKED"]

    demo.wait(sure, 240)
    wrong = {row["text"] for row in sure()} - set(STANDING)
    assert not wrong, "a sure read is what the plate says"
    for row in sure():
        assert row["status"] == DECISIONS[STANDING[row["text"]]]


def test_passing_vehicles_make_events_at_the_gate(demo: Demo) -> None:
    def passed() -> Rows:
        return [row for row in demo.rows("gate-events", after=demo.since) if row["gate"]]

    events = demo.wait(passed, 120)
    assert {row["plate"] for row in events} <= set(STANDING)
    for row in events:
        blocked = STANDING[row["plate"]] == "blocked"
        assert (row["decision"] == "blocked") is blocked, row
        # The demo's policy opens for those who are on its list; by day only.
        assert not row["opened"] or STANDING[row["plate"]] == "authorised", row


def test_people_who_cross_the_line_are_counted(demo: Demo) -> None:
    def crossed() -> int:
        rows = demo.rows("occupancy-logs", after=demo.since)
        return sum(row["entries"] + row["exits"] for row in rows)

    demo.wait(lambda: [{}] if crossed() >= 4 else [], 150)
    minutes = (datetime.now(UTC) - datetime.fromisoformat(demo.since)).total_seconds() / 60
    # A machine that is too busy to look at each picture misses some, and invents none.
    assert crossed() < 1.3 * crossings_a_minute() * minutes + 3
    (area,) = demo.get("occupancy/live")["areas"]
    assert area["counted_at"] >= demo.since[:16]
