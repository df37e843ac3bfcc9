"""The same request twice has one effect; another request under the same key is refused."""

from __future__ import annotations

import threading
from typing import Any

import pytest
from django.db import connection

from factory.core import clock
from factory.core.errors import Conflict, Invalid
from factory.core.idempotency import KEPT, Question, answer_once
from factory.core.models import Heartbeat, RememberedAnswer
from factory.core.tasks import sweep


def question(key: str = "k1", body: bytes = b"{}", caller: str = "user:1") -> Question:
    return Question(caller=caller, route="POST /api/v1/x", key=key, body=body)


def effect() -> tuple[int, Any]:
    row = Heartbeat.objects.create(name=f"effect {Heartbeat.objects.count()}", seen_at=clock.now())
    return 201, {"id": row.pk}


@pytest.mark.django_db
def test_the_first_answer_is_replayed() -> None:
    first, second = answer_once(question(), effect), answer_once(question(), effect)
    assert (first.status, first.replayed, second.replayed) == (201, False, True)
    assert first.body == second.body
    assert Heartbeat.objects.count() == 1


@pytest.mark.django_db
@pytest.mark.parametrize("other", [question(key="k2"), question(caller="user:2")])
def test_another_key_or_caller_is_another_request(other: Question) -> None:
    answer_once(question(), effect)
    assert not answer_once(other, effect).replayed
    assert Heartbeat.objects.count() == 2


@pytest.mark.django_db
def test_another_body_under_the_same_key_is_refused() -> None:
    answer_once(question(), effect)
    with pytest.raises(Conflict) as refused:
        answer_once(question(body=b'{"a":1}'), effect)
    assert refused.value.code == "idempotency-key-reused"


@pytest.mark.django_db
def test_an_error_stores_nothing_and_the_key_may_be_used_again() -> None:
    def fail() -> tuple[int, Any]:
        effect()
        raise Invalid("no")

    with pytest.raises(Invalid):
        answer_once(question(), fail)
    assert (Heartbeat.objects.count(), RememberedAnswer.objects.count()) == (0, 0)
    assert not answer_once(question(), effect).replayed


@pytest.mark.django_db
def test_the_sweep_forgets_answers_after_two_days() -> None:
    answer_once(question("old"), effect)
    RememberedAnswer.objects.update(created_at=clock.now() - KEPT)
    answer_once(question("new"), effect)
    sweep()
    assert [one.key for one in RememberedAnswer.objects.all()] == ["new"]
    assert not answer_once(question("old"), effect).replayed


@pytest.mark.django_db
def test_an_overlong_key_is_refused() -> None:
    with pytest.raises(Invalid, match="255"):
        answer_once(question(key="k" * 256), effect)


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_one_still_in_flight_is_said_so() -> None:
    if connection.vendor != "postgresql":
        pytest.skip("SQLite lets one writer in at a time, so that the second waits and replays")
    entered, leave = threading.Event(), threading.Event()

    def slow() -> tuple[int, Any]:
        entered.set()
        leave.wait(5)
        return effect()

    def first() -> None:
        answer_once(question(), slow)
        connection.close()

    thread = threading.Thread(target=first)
    thread.start()
    try:
        assert entered.wait(5)
        with pytest.raises(Conflict) as refused:
            answer_once(question(), effect)
    finally:
        leave.set()
        thread.join(5)
    assert refused.value.code == "request-in-flight"
    assert answer_once(question(), effect).replayed
