"""JSON bodies: half of a character is the caller's mistake, named; no row is lost by another's."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from factory.core.api.parsers import halves, mended
from tests.builders import client_of, default_site, make_user
from tests.occupancy.builders import make_camera

HALF = "\ud800"
JSON = "application/json"


@pytest.mark.parametrize(
    ("data", "named"),
    [
        pytest.param({"camera": HALF}, ["camera"], id="a value"),
        pytest.param({"a": {"b": ["x", f"x{HALF}"]}}, ["a/b/1"], id="deep within"),
        pytest.param({f"x{HALF}": 1}, ["x\ufffe"], id="a name"),
        pytest.param(HALF, [""], id="the whole body"),
        pytest.param({"name": "🏭 Ñ", "n": 1, "x": None}, [], id="whole characters"),
    ],
)
def test_where_halves_are(data: Any, named: list[str]) -> None:
    assert [at for at, _ in halves(data)] == named
    assert not list(halves(mended(data)))


@pytest.fixture
def client() -> Client:
    return client_of(make_user((default_site(), "manager")))


def post(client: Client, path: str, body: bytes, kind: str = JSON) -> Any:
    return client.generic("POST", f"/api/v1/{path}", body, content_type=kind)


@pytest.mark.django_db
@pytest.mark.parametrize("kind", [JSON, f"{JSON}; charset=utf-7"])
def test_half_of_a_character_is_named(client: Client, kind: str) -> None:
    answer = post(client, "areas", b'{"name": "Hall \\ud800", "capacity": 5}', kind)
    assert answer.status_code == 400
    assert [one["pointer"] for one in answer.json()["errors"]] == ["/name"]


@pytest.mark.django_db
@pytest.mark.parametrize("path", ["occupancy-logs", "punches", "plate-reads", "areas"])
@pytest.mark.parametrize("named", ["camera", "\\ud800", "employee_code", "plate"])
def test_no_route_fails(client: Client, path: str, named: str) -> None:
    body = f'{{"{named}": "\\udfff"}}'.encode()
    for sent in (body, b"[" + body + b"]"):
        assert post(client, path, sent).status_code < 500


@pytest.mark.django_db
def test_the_other_rows_of_a_list_are_stored(client: Client) -> None:
    camera = make_camera(default_site()).pk
    rows = f"""[
        {{"camera": "\\ud83c", "timestamp": "2026-06-10T12:00:00Z", "entries": 1}},
        {{"camera": {camera}, "timestamp": "2026-06-10T12:00:00Z", "entries": 1}}
    ]"""
    answer = post(client, "occupancy-logs", rows.encode())
    assert answer.status_code == 200
    assert [one["status"] for one in answer.json()["results"]] == ["refused", "stored"]


@pytest.mark.django_db
def test_a_pair_is_one_character(client: Client) -> None:
    answer = post(client, "areas", b'{"name": "\\ud83c\\udfed"}')
    assert (answer.status_code, answer.json()["name"]) == (201, "🏭")


@pytest.mark.django_db
@pytest.mark.parametrize("depth", [500, 900, 100_000])
def test_what_is_nested_too_deeply(client: Client, depth: int) -> None:
    for text in (b'"\\ud800"', b'{"\\ud800": 1}'):
        body = b'{"x":' * depth + text + b"}" * depth
        assert post(client, "areas", body).status_code == 400
        assert post(client, "areas", b"[" * depth + body + b"]" * depth).status_code == 400


@pytest.mark.django_db
def test_queries_and_forms_cannot_carry_it(client: Client) -> None:
    assert client.get("/api/v1/areas?search=%ED%A0%80&site=%ED%A0%80").status_code < 500
    form = b"name=%ED%A0%80&capacity=5"
    answer = post(client, "areas", form, "application/x-www-form-urlencoded")
    assert answer.status_code < 500
