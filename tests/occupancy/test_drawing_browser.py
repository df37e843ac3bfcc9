"""Drawing a line in a real browser: by mouse, by keyboard, by typing; saved as it was seen."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator

import pytest
from django.urls import reverse
from pytest_django.live_server_helper import LiveServer
from selenium import webdriver
from selenium.webdriver.common.action_chains import ActionChains
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys
from selenium.webdriver.remote.webelement import WebElement
from selenium.webdriver.support.expected_conditions import presence_of_element_located as located
from selenium.webdriver.support.select import Select
from selenium.webdriver.support.wait import WebDriverWait

from occupancy.models import AreaCamera, CountingLine
from tests.builders import client_of, default_site, make_user
from tests.occupancy.builders import make_area, make_camera
from tests.patience import patient
from tests.services import require

pytestmark = [
    *(pytest.mark.browser, pytest.mark.slow),
    pytest.mark.django_db(transaction=True),
]
FLAGS = ("--headless", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage")


@pytest.fixture
def page(live_server: LiveServer) -> Iterator[webdriver.Chrome]:
    browser, driver = shutil.which("chromium"), shutil.which("chromedriver")
    require(browser and driver, "chromium and chromedriver")
    assert browser
    options = webdriver.ChromeOptions()
    options.binary_location = browser
    for flag in (*FLAGS, "--window-size=1300,1400"):
        options.add_argument(flag)
    opened = webdriver.Chrome(options=options, service=webdriver.ChromeService(driver))
    try:
        opened.get(live_server.url + "/admin/login/")
        yield opened
    finally:
        opened.quit()


def field(page: webdriver.Chrome, name: str) -> WebElement:
    return page.find_element(By.ID, f"id_{name}")


def points(page: webdriver.Chrome) -> list[list[float]]:
    text = field(page, "points").get_property("value")
    found: list[list[float]] = json.loads(str(text))
    return found


def click(page: webdriver.Chrome, x: float, y: float) -> None:
    """Click on the picture at shares of its width and height."""
    picture = page.find_element(By.CSS_SELECTOR, ".drawing svg")
    size = picture.size
    offset = (round((x - 0.5) * size["width"]), round((y - 0.5) * size["height"]))
    ActionChains(page).move_to_element_with_offset(picture, *offset).click().perform()


def way_in(page: webdriver.Chrome) -> float:
    """Return where the word "in" stands, as a share of the width."""
    word = page.find_element(By.CSS_SELECTOR, ".drawing text.in")
    width = float(page.find_element(By.CSS_SELECTOR, ".drawing svg").size["width"])
    return float(str(word.get_attribute("x"))) / width


def test_a_line_is_drawn_turned_round_moved_and_saved(
    page: webdriver.Chrome, live_server: LiveServer
) -> None:
    site = default_site()
    area, camera = make_area(site, name="Hall"), make_camera(site, "CAM-HALL")
    client = client_of(make_user((site, "manager")))
    page.add_cookie({"name": "sessionid", "value": client.cookies["sessionid"].value})
    page.get(live_server.url + reverse("admin:occupancy_countingline_add"))
    Select(field(page, "camera")).select_by_value(str(camera.pk))
    Select(field(page, "area")).select_by_value(str(area.pk))
    field(page, "name").send_keys("Door")
    field(page, "points").clear()
    click(page, 0.5, 0.9)
    click(page, 0.5, 0.2)
    (x, y), (end_x, end_y) = points(page)
    assert [round(value, 1) for value in (x, y, end_x, end_y)] == [0.5, 0.9, 0.5, 0.2]
    assert way_in(page) < 0.5, "upwards, left is the picture's left"
    page.find_element(By.CSS_SELECTOR, "[data-do=swap]").click()
    assert way_in(page) > 0.5
    handle = page.find_elements(By.CSS_SELECTOR, ".drawing .handle")[1]
    handle.send_keys(Keys.ARROW_RIGHT)
    assert points(page)[1][0] == pytest.approx(end_x + 0.005, abs=1e-4)
    field(page, "points").clear()
    field(page, "points").send_keys("[[0.25, 1], [0.25, 0]]")
    assert way_in(page) == pytest.approx(0.25, abs=0.15)
    page.find_element(By.NAME, "_save").click()
    # The click returns before the answer has come.
    WebDriverWait(page, patient(20)).until(located((By.CSS_SELECTOR, ".messagelist .success")))
    line = CountingLine.objects.get(name="Door")
    assert (line.points, line.in_side) == ([[0.25, 1], [0.25, 0]], "right")
    assert AreaCamera.objects.filter(area=area, camera=camera).exists()
