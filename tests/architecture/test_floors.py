"""Foreign keys point down too: a migration that depends on a higher floor is an arrow upward."""

from __future__ import annotations

import pytest
from django.apps import apps
from django.db.models import Model

FLOORS = (
    ("contenttypes", "sessions"),
    ("auth",),
    ("core",),
    ("sites",),
    ("web",),
    ("audit",),
    ("exchange",),
    ("evidence",),
    ("alerts",),
    ("health",),
    ("ops",),
    ("streaming",),
    ("identity", "vehicles", "occupancy"),
    ("attendance",),
)
FLOOR = {label: number for number, floor in enumerate(FLOORS) for label in floor}
OURS = [
    model
    for config in apps.get_app_configs()
    if config.label in FLOOR
    for model in config.get_models(include_auto_created=True)
]


@pytest.mark.parametrize("model", OURS, ids=lambda model: model._meta.label)
def test_relations_point_down(model: type[Model]) -> None:
    own = model._meta.app_label
    for field in model._meta.get_fields():
        if not field.is_relation or field.auto_created or field.related_model is None:
            continue
        other = field.related_model._meta.app_label
        allowed = other == own or FLOOR[other] < FLOOR[own]
        assert allowed, f"{model._meta.label}.{field.name} points up or sideways, to {other}"


def test_every_app_of_ours_has_a_floor() -> None:
    ours = {c.label for c in apps.get_app_configs() if c.name.split(".")[0] in TOP}
    assert ours <= set(FLOOR)


TOP = {"factory", "streaming", "identity", "vehicles", "occupancy", "attendance"}
