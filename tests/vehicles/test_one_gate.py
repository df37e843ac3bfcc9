"""A camera looks at one gate: said to whoever tries otherwise, and refused by the database."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.db import IntegrityError, transaction

from factory.core.errors import Conflict
from factory.sites.models import Site
from streaming.models import Camera
from tests.threads import ON_POSTGRES_ONLY, TIMES, at_once
from tests.vehicles.builders import make_camera, make_gate
from vehicles import services
from vehicles.admin.gate_form import GateForm
from vehicles.models import Gate


@pytest.mark.django_db
@pytest.mark.postgres
def test_the_database_refuses_a_second_one(site: Site) -> None:
    camera = make_camera(site)
    make_gate(site, camera)
    other = make_gate(site)
    looks = Gate.cameras.through.objects
    with pytest.raises(IntegrityError), transaction.atomic():
        looks.create(gate=other, camera=camera)


@pytest.mark.django_db
def test_a_form_offers_cameras_that_are_free_and_its_own(site: Site) -> None:
    mine, free, taken = (make_camera(site) for _ in range(3))
    gate = make_gate(site, mine)
    make_gate(site, taken)
    assert list(GateForm().fields["cameras"].queryset) == [free]  # type: ignore[attr-defined]
    offered = GateForm(instance=gate).fields["cameras"].queryset  # type: ignore[attr-defined]
    assert set(offered) == {mine, free}


def by_service(site: Site, camera: Camera, name: str) -> Gate:
    return services.save_gate(gate=Gate(site=site, name=name), cameras=[camera])


def by_form(site: Site, camera: Camera, name: str) -> Gate:
    """As the admin does it, whose pages are transactions."""
    fields = {"direction": "in", "policy": "log_only", "actuator": "log"}
    form = GateForm({"site": site.pk, "name": name, "cameras": [camera.pk]} | fields)
    with transaction.atomic():
        if not form.is_valid():
            raise Conflict(str(form.errors))
        saved: Gate = form.save()
        return saved


class TestAtOnce:
    pytestmark = ON_POSTGRES_ONLY

    @pytest.mark.parametrize("save", [by_service, by_form])
    def test_of_gates_that_take_one_camera_one_gets_it(
        self, site: Site, save: Callable[..., Gate]
    ) -> None:
        camera, names = make_camera(site), iter("ABCDEF")
        got = at_once(lambda: save(site, camera, next(names)))
        assert sorted(type(one).__name__ for one in got) == ["Conflict"] * (TIMES - 1) + ["Gate"]
        assert "looks at one gate" in str(next(one for one in got if isinstance(one, Conflict)))
        assert camera.gates.count() == 1
