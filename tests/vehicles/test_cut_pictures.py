"""Drawn plates at the side of a picture, read by the default engine: what is left is often legal."""

from __future__ import annotations

from datetime import timedelta

import numpy as np
import pytest

from factory.core import clock
from streaming.frames import CameraInfo, Detection, Frame, Image
from tests.builders import default_site
from tests.vehicles.builders import block, make_camera, make_gate
from tests.vehicles.hsrp import WEARS, Wear, frames_of
from tests.vehicles.reading import outcome_of
from vehicles.consumers import PlateConsumer
from vehicles.engines.base import OcrEngine, default_engine
from vehicles.models import GateEvent

pytestmark = [pytest.mark.slow]


@pytest.fixture(scope="module")
def engine() -> OcrEngine:
    pytest.importorskip("rapidocr_onnxruntime", reason="the vision extra is not installed")
    return default_engine()


def cut(text: str, keeps: float, wear: Wear) -> list[Image]:
    """The left part (0 to 1) of a few pictures of one plate; from 0.62 to 0.73 they cut its number."""
    whole = frames_of(text, lines=1, wear=wear)
    return [np.array(one[:, : round(one.shape[1] * keeps)]) for one in whole]


@pytest.mark.parametrize("wear", [WEARS[0], WEARS[2]], ids=lambda wear: wear.name)
@pytest.mark.parametrize("text", ["KA01AB1234", "MH12DE5678", "DL3CAF9043", "22BH1234AA"])
def test_what_is_left_passes_nowhere(engine: OcrEngine, text: str, wear: Wear) -> None:
    passing = {
        keeps: outcome.text
        for keeps in (0.60, 0.64, 0.68, 0.72)
        if (outcome := outcome_of(engine, cut(text, keeps, wear))).passes
    }
    assert passing == {}


@pytest.mark.django_db
@pytest.mark.parametrize("blocked", [True, False])
def test_it_opens_no_gate(engine: OcrEngine, blocked: bool) -> None:
    site = default_site()
    camera = make_camera(site)
    make_gate(site, camera, policy="open_for_any_valid")
    if blocked:
        block(site, "KA01AB1234")
    info = CameraInfo(camera.pk, site.pk, camera.camera_id, camera.name, camera.direction)
    consumer = PlateConsumer(info, engine)
    start = clock.now() - timedelta(seconds=2)
    for number, picture in enumerate(cut("KA01AB1234", 0.64, WEARS[0]) * 4):
        height, width = picture.shape[:2]
        # It comes a little nearer each time, or it would not be looked at again.
        car = Detection("car", 0.9, (number, 0, width, height), track_id=1)
        at = start + timedelta(seconds=number / 8)
        consumer.consume(Frame(camera.pk, site.pk, at, picture, (car,)))
    events = [("possibly_blocked", False)] if blocked else []
    assert list(GateEvent.objects.values_list("reason", "opened")) == events
