"""Lists in a real browser of 1,000 pixels with the menu open: no column is out of sight."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse
from selenium import webdriver

from factory.sites.models import Site
from tests.builders import default_site
from tests.services import require
from tests.vehicles.builders import allow, block, make_camera, make_gate, make_guard, see

pytestmark = [
    *(pytest.mark.browser, pytest.mark.slow),
    pytest.mark.django_db(transaction=True),
]
FLAGS = ("--headless", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage")
AT_ANY_TIME = "Mon-Sat 00:00-12:00, Mon-Sat 12:00-24:00, Sun 00:00-12:00, Sun 12:00-24:00"
"""As long as hours are in life, and now is always within them."""
MENU_IS_OPEN = "return document.querySelector('.main.shifted') !== null"
OUT_OF_SIGHT = """
const list = document.querySelector(".results");
return list.scrollWidth - list.clientWidth;
"""


@pytest.fixture
def browser() -> Iterator[webdriver.Chrome]:
    program, driver = shutil.which("chromium"), shutil.which("chromedriver")
    require(program and driver, "chromium and chromedriver")
    assert program
    options = webdriver.ChromeOptions()
    options.binary_location = program
    for flag in (*FLAGS, "--window-size=1000,900"):
        options.add_argument(flag)
    opened = webdriver.Chrome(options=options, service=webdriver.ChromeService(driver))
    yield opened
    opened.quit()


def fill(site: Site) -> None:
    camera = make_camera(site)
    make_gate(site, camera, name="North lorry gate")
    allow(site, reason="Delivers on working days", hours=AT_ANY_TIME)
    see(site, camera=camera)
    see(site, "MH12DE5678", camera=camera)
    block(site, "DL3CAF9043", reason="Left with unpaid scrap; see the guard's book")
    see(site, "DL3CAF9043", camera=camera, confidence=0.3)
    see(site, "K" * 40, camera=camera)


def test_lists_fit(browser: webdriver.Chrome, live_server: Any) -> None:
    site, client = default_site(), Client()
    fill(site)
    client.force_login(make_guard(site), backend="factory.sites.backends.SiteRoleBackend")
    session = client.cookies[settings.SESSION_COOKIE_NAME].value
    browser.get(f"{live_server.url}{reverse('admin:login')}")
    browser.add_cookie({"name": settings.SESSION_COOKIE_NAME, "value": session})
    hidden = {}
    for model in ("vehicle", "gateevent", "plateread", "actuation", "recheck", "gate"):
        browser.get(live_server.url + reverse(f"admin:vehicles_{model}_changelist"))
        assert browser.execute_script(MENU_IS_OPEN)
        hidden[model] = browser.execute_script(OUT_OF_SIGHT)
    assert hidden == dict.fromkeys(hidden, 0)
