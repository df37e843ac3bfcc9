"""Who set up which area, line or camera's part is written down, over the API and in the admin."""

from __future__ import annotations

from typing import Any

import pytest
from django.urls import reverse

from factory.audit.models import Entry
from factory.core.models import User
from occupancy.models import Area, AreaCamera, CountingLine
from tests.builders import client_of, default_site, make_user
from tests.occupancy.builders import make_area, make_camera, make_counter, make_line

pytestmark = pytest.mark.django_db
API = "/api/v1"
POINTS = [[0.1, 0.5], [0.9, 0.5]]
AREA, LINE, PART = "occupancy.area", "occupancy.countingline", "occupancy.areacamera"


@pytest.fixture
def boss() -> User:
    return make_user((default_site(), "manager"))


def acts(who: User, subject: str, pk: int) -> list[tuple[str, dict[str, Any]]]:
    mine = Entry.objects.filter(who=who, site=default_site(), subject_type=subject, subject_id=pk)
    return list(mine.order_by("pk").values_list("act", "detail"))


def through_its_life(boss: User, path: str, body: dict[str, Any], change: dict[str, Any]) -> int:
    """Make a row over the API, change it, send the change again, and delete it; return its id."""
    client = client_of(boss)
    made = client.post(f"{API}/{path}", body)
    assert made.status_code == 201, made.content
    pk = int(made.json()["id"])
    for _ in range(2):
        assert client.patch(f"{API}/{path}/{pk}", change).status_code == 200
    assert client.delete(f"{API}/{path}/{pk}").status_code == 204
    return pk


def test_an_area(boss: User) -> None:
    pk = through_its_life(boss, "areas", {"name": "Hall"}, {"capacity": 40})
    assert acts(boss, AREA, pk) == [
        ("add-area", {}),
        ("change-area", {"fields": ["capacity"]}),
        ("remove-area", {}),
    ]


def test_what_follows_from_a_change_is_nobodys_act(boss: User) -> None:
    area = make_area(default_site())
    changed = client_of(boss).patch(f"{API}/areas/{area.pk}", {"reset_time": "09:00"})
    assert changed.status_code == 200, changed.content
    area.refresh_from_db()
    assert area.reset_since is not None
    assert acts(boss, AREA, area.pk) == [("change-area", {"fields": ["reset_time"]})]


def test_a_line_and_the_part_that_it_gives(boss: User) -> None:
    area, camera = make_area(default_site()), make_camera(default_site())
    place = {"area": area.pk, "camera": camera.pk}
    body = place | {"name": "Door", "points": POINTS}
    moved = {"points": [[0.2, 0.5], [0.9, 0.5]], "in_side": "right"}
    pk = through_its_life(boss, "counting-lines", body, moved)
    assert acts(boss, LINE, pk) == [
        ("add-counting-line", place),
        ("change-counting-line", place | {"fields": ["points", "in_side"]}),
        ("remove-counting-line", place),
    ]
    given = Entry.objects.filter(subject_type=PART).values_list("subject_id", flat=True)[0]
    role = place | {"role": "both"}
    told = [("add-area-camera", role), ("remove-area-camera", role)]
    assert acts(boss, PART, int(given)) == told, "it ends with its last line"


def test_a_part(boss: User) -> None:
    area, camera = make_area(default_site()), make_camera(default_site())
    place = {"area": area.pk, "camera": camera.pk}
    pk = through_its_life(boss, "area-cameras", place | {"role": "entry"}, {"role": "inside"})
    assert acts(boss, PART, pk) == [
        ("add-area-camera", place | {"role": "entry"}),
        ("change-area-camera", place | {"role": "inside", "fields": ["role"]}),
        ("remove-area-camera", place | {"role": "inside"}),
    ]


def test_what_goes_with_its_area_is_written_down_too(boss: User) -> None:
    area = make_area(default_site())
    line = make_line(area, make_counter(area), POINTS)
    part = AreaCamera.objects.get()
    assert client_of(boss).delete(f"{API}/areas/{area.pk}").status_code == 204
    assert not CountingLine.objects.exists()
    for subject, pk, act in (
        (AREA, area.pk, "remove-area"),
        (LINE, line.pk, "remove-counting-line"),
        (PART, part.pk, "remove-area-camera"),
    ):
        assert [told for told, _ in acts(boss, subject, pk)] == [act]


def test_what_is_refused_leaves_no_entry(boss: User) -> None:
    make_area(default_site(), name="Hall")
    assert client_of(boss).post(f"{API}/areas", {"name": "Hall"}).status_code == 409
    assert not Entry.objects.exists()


def page(name: str, *args: Any) -> str:
    return reverse(f"admin:occupancy_{name}", args=args)


def test_an_area_in_the_admin(boss: User) -> None:
    client = client_of(boss)
    form = {"site": default_site().pk, "name": "Hall", "warn_percent": 80, "reset_by": "never"}
    assert client.post(page("area_add"), form, format="multipart").status_code == 302
    area = Area.objects.get()
    form |= {"name": "Big hall", "-1-TOTAL_FORMS": 0, "-1-INITIAL_FORMS": 0}
    assert client.post(page("area_change", area.pk), form, format="multipart").status_code == 302
    deleted = client.post(page("area_delete", area.pk), {"post": "yes"}, format="multipart")
    assert deleted.status_code == 302
    assert acts(boss, AREA, area.pk) == [
        ("add-area", {}),
        ("change-area", {"fields": ["name"]}),
        ("remove-area", {}),
    ]


def test_a_line_and_a_part_in_the_admin(boss: User) -> None:
    client = client_of(boss)
    area, camera = make_area(default_site()), make_camera(default_site())
    form = {"site": area.site_id, "area": area.pk, "camera": camera.pk, "name": "Door"}
    form |= {"kind": "line", "in_side": "left", "points": str(POINTS), "enabled": "on"}
    assert client.post(page("countingline_add"), form, format="multipart").status_code == 302
    line, part = CountingLine.objects.get(), AreaCamera.objects.get()
    change = form | {"name": "Gate"}
    client.post(page("countingline_change", line.pk), change, format="multipart")
    for name, pk in (("countingline", line.pk), ("areacamera", part.pk)):
        body = {"action": "delete_selected", "_selected_action": [pk], "post": "yes"}
        client.post(page(f"{name}_changelist"), body, format="multipart")
    told = [act for act, _ in acts(boss, LINE, line.pk)]
    assert told == ["add-counting-line", "change-counting-line", "remove-counting-line"]
    told = [act for act, _ in acts(boss, PART, part.pk)]
    assert told == ["add-area-camera", "remove-area-camera"]
