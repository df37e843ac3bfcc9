"""Plates read by the default engine: drawn ones of every family, worn; and real European ones."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import cv2
import numpy as np
import pytest

from factory.core import clock
from factory.sites.models import Site, SiteSetting
from streaming.frames import CameraInfo, Detection, Frame, Image
from streaming.scenes.canvas import Colour
from tests.builders import default_site
from tests.services import require
from tests.vehicles.builders import make_camera, make_gate
from tests.vehicles.hsrp import (
    HALVES,
    MUD,
    PLATES,
    TRADE,
    WEARS,
    WHITE,
    Wear,
    frames_of,
    halved,
    patched,
)
from tests.vehicles.reading import outcome_of
from vehicles.consumers import PlateConsumer
from vehicles.engines.base import OcrEngine, default_engine
from vehicles.models import PlateRead

pytestmark = [pytest.mark.slow]
EUROPE = (
    *("[A-Z]{2}[0-9]{5}", "[A-Z]{3}[0-9]{2}", "[A-Z]{3}[0-9]{4}"),
    *("[A-Z]{2}[0-9]{3}[A-Z]{2}", "[0-9][A-Z][0-9]{5}"),
)
PICTURES = Path(__file__).parents[3] / "shared" / "media" / "plates"


@pytest.fixture(scope="module")
def engine() -> OcrEngine:
    pytest.importorskip("rapidocr_onnxruntime", reason="the vision extra is not installed")
    return default_engine()


@pytest.mark.parametrize("wear", WEARS, ids=lambda wear: wear.name)
def test_no_wrong_plate_opens_a_gate(engine: OcrEngine, wear: Wear) -> None:
    """How many are read right is what benchmarks/vehicles_plates.py prints; here a floor is held."""
    outcomes = {
        (plate, lines): outcome_of(engine, frames_of(plate, lines=lines, wear=wear))
        for plate in PLATES
        for lines in (1, 2)
    }
    wrong = {
        key: outcome.text
        for key, outcome in outcomes.items()
        if outcome.passes and outcome.text != key[0]
    }
    assert wrong == {}
    right = sum(outcome.passes for outcome in outcomes.values())
    assert right >= wear.floor * len(outcomes), outcomes


@pytest.mark.parametrize("wear", [WEARS[0], WEARS[2]], ids=lambda wear: wear.name)
def test_half_of_a_plate_opens_no_gate(engine: OcrEngine, wear: Wear) -> None:
    passing = {
        (plate, dirty): outcome.text
        for plate in HALVES
        for dirty in (0, 1)
        if (outcome := outcome_of(engine, halved(*plate, dirty=dirty, wear=wear))).passes
    }
    assert passing == {}


@pytest.mark.parametrize("wear", WEARS[:4], ids=lambda wear: wear.name)
@pytest.mark.parametrize("patch", [WHITE, MUD], ids=["sticker", "mud"])
def test_a_trade_plate_is_not_its_upper_line(engine: OcrEngine, wear: Wear, patch: Colour) -> None:
    assert not outcome_of(engine, patched(*TRADE, patch=patch, wear=wear)).passes
    alone = outcome_of(engine, frames_of(TRADE[0], lines=1, wear=wear))
    assert (alone.text, alone.passes) == (TRADE[0], True)


@pytest.mark.media
@pytest.mark.django_db
def test_real_pictures_end_to_end(engine: OcrEngine) -> None:
    """Each picture is a vehicle in view for a second; the camera's consumer does the rest."""
    require(PICTURES.is_dir(), "pictures of plates beside the project")
    site = default_site()
    SiteSetting.objects.create(
        site=site,
        name="vehicles.plate_rules",
        value="\n".join(EUROPE),
        since=clock.now() - timedelta(days=1),
    )
    right = [_is_read_right(site, engine, path) for path in sorted(PICTURES.glob("*.jpg"))]
    assert len(right) == 8
    assert sum(right) >= 7


def _is_read_right(site: Site, engine: OcrEngine, path: Path) -> bool:
    camera = make_camera(site)
    make_gate(site, camera, policy="open_for_any_valid")
    info = CameraInfo(camera.pk, site.pk, camera.camera_id, camera.name, camera.direction)
    picture: Image = np.asarray(cv2.imread(str(path)), np.uint8)
    height, width = picture.shape[:2]
    car = Detection("car", 0.9, (0, 0, width, height), track_id=1)
    consumer = PlateConsumer(info, engine)
    now = clock.now() - timedelta(seconds=11)
    for number in range(12):
        # Long enough for a plate whose characters are not all sure.
        at = now + timedelta(seconds=number)
        consumer.consume(Frame(camera.pk, site.pk, at, picture, (car,)))
    truth = path.with_suffix(".txt").read_text().split()[-1]
    return list(PlateRead.objects.filter(camera=camera).values_list("text", flat=True)) == [truth]
