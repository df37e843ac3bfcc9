"""Where a collection is: read from settings, and reached again when it is somewhere else by now."""

from __future__ import annotations

import pytest
from pytest_django import Settings

from factory.alerts.models import Alert
from factory.core import clock
from factory.core.leases import State
from identity import services
from identity.emulator.server import Emulator
from identity.engines.base import EngineError
from identity.engines.choice import engine_called, forget_engines
from identity.engines.whereabouts import (
    account_of,
    full_name,
    is_foreign,
    leads_to,
    name_in,
    where_in,
    where_is,
)
from identity.models import Employee, Enrolment, Erasure, FaceTemplate, Sighting
from identity.services.erasure import TROUBLE_AFTER
from tests.identity.builders import erase
from tests.identity.emulating import answers, drain, emulator, enrolled, seen

COLLECTION = {"CollectionId": "factory-employees"}
KEY, ACCOUNT = "ASIAQNZGKIQY56JQ7WML", "029608264753"
OLD_KEY = "AKIAIOSFODNN7EXAMPLE"
"""Of AWS's documentation, from before ids named accounts."""
LOCAL = "http://127.0.0.1:8181"


@pytest.mark.parametrize(
    ("key_id", "account"),
    [(KEY, ACCOUNT), (OLD_KEY, ""), ("", ""), ("x", ""), (KEY + "A", ""), (KEY.lower(), "")],
)
def test_a_key_tells_its_account(key_id: str, account: str) -> None:
    assert account_of(key_id) == account


@pytest.mark.parametrize(
    ("endpoint", "key_id", "where"),
    [
        ("", "", "eu-west-1"),
        ("", KEY, f"eu-west-1/{ACCOUNT}"),
        ("https://vpce-1.rekognition.eu-west-1.vpce.amazonaws.com", "", "eu-west-1"),
        (f"{LOCAL}/", KEY, LOCAL),
    ],
)
def test_settings_say_where(endpoint: str, key_id: str, where: str) -> None:
    assert where_is(endpoint=endpoint, region="eu-west-1", key_id=key_id) == where
    named = full_name("people", where)
    assert (name_in(named), where_in(named), where_in("people")) == ("people", where, "")


@pytest.mark.parametrize(
    ("here", "there", "leads", "foreign"),
    [
        ("eu-west-1", "eu-west-1", True, False),
        ("eu-west-1", f"eu-west-1/{ACCOUNT}", True, False),
        (f"eu-west-1/{ACCOUNT}", "eu-west-1", True, False),
        ("eu-west-1", "us-east-1", False, False),
        (f"eu-west-1/{ACCOUNT}", "eu-west-1/111111111111", False, True),
        (f"eu-west-1/{ACCOUNT}", LOCAL, False, False),
        (LOCAL, f"eu-west-1/{ACCOUNT}", False, False),
        (LOCAL, LOCAL, True, False),
        (LOCAL, "http://127.0.0.1:8282", False, False),
    ],
)
def test_what_is_there_is_reached_from_here(
    here: str, there: str, leads: bool, foreign: bool
) -> None:
    assert (leads_to(here, there), is_foreign(here, there)) == (leads, foreign)


def test_what_is_in_another_account_waits_for_its_keys(settings: Settings) -> None:
    settings.AWS_ENDPOINT_URL_REKOGNITION, settings.AWS_ACCESS_KEY_ID = "", KEY
    forget_engines()
    with pytest.raises(EngineError, match="another account"):
        engine_called("rekognition", "people@us-east-1/111111111111")


@pytest.mark.parametrize(
    ("there", "address"),
    [("eu-west-1", "https://rekognition.eu-west-1.amazonaws.com"), (LOCAL, LOCAL)],
)
def test_what_is_elsewhere_is_asked_there(
    settings: Settings, monkeypatch: pytest.MonkeyPatch, there: str, address: str
) -> None:
    settings.AWS_ENDPOINT_URL_REKOGNITION = "http://127.0.0.1:9"
    monkeypatch.setenv("AWS_ENDPOINT_URL_REKOGNITION", "http://127.0.0.1:9")
    forget_engines()
    asked: dict[str, str] = {}
    monkeypatch.setattr(
        "identity.engines.make_rekognition.make_client", lambda **named: asked.update(named)
    )
    engine_called("rekognition", f"people@{there}")
    forget_engines()
    assert asked["endpoint"] == address


def holds_somebody(server: Emulator) -> None:
    """Let a collection of our name be there already."""
    server.operations.carry_out("CreateCollection", COLLECTION)


def names_at(server: Emulator) -> list[str]:
    kept = server.operations.carry_out("ListFaces", COLLECTION)["Faces"]
    return [face["ExternalImageId"] for face in kept]


@pytest.mark.django_db
def test_a_collection_of_the_same_name_elsewhere_makes_nobody_a_stranger() -> None:
    with emulator() as first:
        ada = enrolled(1)
        with emulator() as second:
            holds_somebody(second)
            assert services.search_sighting(seen(1).pk) == 5.0, "she is enrolled there first"
            drain()
            assert answers() == [("MATCHED", ada.pk)]
        indexed = first.plan.calls["IndexFaces"]
        seen(1)
        drain()
        assert answers() == [("MATCHED", ada.pk)] * 2
        assert first.plan.calls["IndexFaces"] == indexed, "going back costs nothing"
    assert FaceTemplate.objects.count() == 2


@pytest.mark.django_db
def test_a_face_is_erased_wherever_it_was_kept() -> None:
    with emulator() as first:
        ada = enrolled(1)
        with emulator() as second:
            holds_somebody(second)
            services.sweep()
            drain()
            assert names_at(first) == names_at(second) == [ada.external_id]
            assert erase(ada).state == State.DONE
            assert names_at(first) == names_at(second) == []
    assert Erasure.objects.get().templates == 2


@pytest.mark.django_db
def test_what_cannot_be_reached_holds_up_the_proof_and_nothing_else() -> None:
    with emulator():
        ada = enrolled(1)
    with emulator() as second:
        holds_somebody(second)
        services.sweep()
        drain()
        erasure = erase(ada)
        assert (erasure.state, names_at(second)) == (State.PENDING, [])
        assert not Enrolment.objects.exclude(photo="").exists()
        assert FaceTemplate.objects.count() == 1
        for _ in range(TROUBLE_AFTER):
            Erasure.objects.update(not_before=clock.now())
            services.carry_out_erasure(erasure.pk)
        assert "127.0.0.1" in Alert.objects.get(kind="erasure").text


@pytest.mark.django_db
def test_nobody_is_searched_for_who_is_enrolled_elsewhere_and_has_no_basis() -> None:
    with emulator():
        ada = enrolled(1)
        Employee.objects.filter(pk=ada.pk).update(active=False)
        with emulator() as second:
            holds_somebody(second)
            seen(1)
            drain()
            assert second.plan.calls["SearchFacesByImage"] == 0
    assert Sighting.objects.get().outcome == "UNKNOWN"
