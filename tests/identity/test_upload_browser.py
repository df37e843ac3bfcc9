"""Photos that are too large, handed in with a real browser at the server itself: it says so in words."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from selenium import webdriver
from selenium.webdriver.common.by import By
from selenium.webdriver.support.expected_conditions import text_to_be_present_in_element as text_in
from selenium.webdriver.support.wait import WebDriverWait

from tests.patience import patient
from tests.services import require
from tests.web.serving import Served, served

pytestmark = [pytest.mark.browser, pytest.mark.slow]
FLAGS = ("--headless", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage")
MEGABYTE = 1024 * 1024


@pytest.fixture(scope="module")
def server() -> Iterator[Served]:
    with served("hanna") as running:
        running.sql("UPDATE sites_membership SET role = %s", "hr")
        yield running


@pytest.fixture
def page(server: Served) -> Iterator[webdriver.Chrome]:
    browser, driver = shutil.which("chromium"), shutil.which("chromedriver")
    require(browser and driver, "chromium and chromedriver")
    assert browser
    options = webdriver.ChromeOptions()
    options.binary_location = browser
    for flag in FLAGS:
        options.add_argument(flag)
    opened = webdriver.Chrome(options=options, service=webdriver.ChromeService(driver))
    try:
        opened.get(f"http://127.0.0.1:{server.port}/admin/login/")
        opened.add_cookie({"name": "sessionid", "value": server.made["sessions"]["hanna"]})
        opened.get(f"http://127.0.0.1:{server.port}/admin/identity/enrolment/add/")
        yield opened
    finally:
        opened.quit()


@pytest.mark.parametrize(
    ("megabytes", "said"),
    [(19, "A photo is larger than 5 MB."), (21, "at most 20 MB"), (80, "at most 20 MB")],
)
def test_who_hands_in_too_large_a_photo_is_told_so(
    page: webdriver.Chrome, tmp_path: Path, megabytes: int, said: str
) -> None:
    photo = tmp_path / "photo.jpg"
    photo.write_bytes(b"\xff\xd8\xff" + bytes(megabytes * MEGABYTE))
    page.find_element(By.NAME, "image").send_keys(str(photo))
    page.execute_script("document.querySelector('form[id$=_form]').noValidate = true")
    page.find_element(By.NAME, "_save").click()
    body = (By.TAG_NAME, "body")
    WebDriverWait(page, patient(60)).until(text_in(body, said))
    text = page.find_element(*body).text
    assert "{" not in text, "a page, not what a program reads"
