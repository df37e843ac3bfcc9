"""The refresher: one for all, ends what has ended, spares the newcomer, bears a database that is away."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Collection

import pytest
from django.db import OperationalError

from factory.core.models import User
from factory.core.scoping import Access
from factory.web import rights as module
from factory.web.identity import Caller
from factory.web.proof import By, Proof
from factory.web.rights import Rights

VIEW = "alerts.view_alert"
VIEWER = Access(roles={1: frozenset({"viewer"})})
Answering = Callable[[Collection[Proof]], dict[Proof, Access]]


def caller(key: str) -> Caller:
    return Caller(User(pk=1), VIEWER, Proof(By.TOKEN, key, 1))


@pytest.fixture
def answering(monkeypatch: pytest.MonkeyPatch) -> Callable[[Answering], list[Collection[Proof]]]:
    """Let a function answer for the database; return the list of what it was asked."""

    def use(answer: Answering) -> list[Collection[Proof]]:
        asked: list[Collection[Proof]] = []

        def accesses(proofs: Collection[Proof]) -> dict[Proof, Access]:
            asked.append(proofs)
            return answer(proofs)

        monkeypatch.setattr(module, "accesses", accesses)
        return asked

    return use


def test_one_question_for_all_and_an_end_for_those_who_lost_it(
    answering: Callable[[Answering], list[Collection[Proof]]],
) -> None:
    asked = answering(lambda proofs: {p: VIEWER for p in proofs if p.key != "ended"})
    ended: list[str] = []

    async def work() -> None:
        rights = Rights(every_seconds=0.05)
        with (
            rights.watch(caller("kept"), lambda: ended.append("kept")) as kept,
            rights.watch(caller("ended"), lambda: ended.append("ended")) as gone,
        ):
            assert gone.allows(VIEW, 1)
            await asyncio.sleep(0.12)
            assert kept.allows(VIEW, 1)
            assert not gone.allows(VIEW, 1)
        assert rights.viewers == 0

    asyncio.run(work())
    assert ended == ["ended"]
    assert all(len(proofs) == 2 for proofs in asked)


def test_a_role_that_changes_counts_without_an_end(
    answering: Callable[[Answering], list[Collection[Proof]]],
) -> None:
    answering(lambda proofs: {p: Access(roles={2: frozenset({"viewer"})}) for p in proofs})

    async def work() -> None:
        with Rights(0.02).watch(caller("a"), lambda: None) as viewer:
            await asyncio.sleep(0.1)
            assert not viewer.allows(VIEW, 1)
            assert viewer.allows(VIEW, 2)
            assert not viewer.ended

    asyncio.run(work())


def test_one_who_may_no_longer_what_it_needs_is_ended_at_once(
    answering: Callable[[Answering], list[Collection[Proof]]],
) -> None:
    answering(lambda proofs: {p: Access(roles={2: frozenset({"viewer"})}) for p in proofs})
    ended: list[int] = []

    async def work() -> None:
        rights = Rights(0.02)
        with (
            rights.watch(caller("a"), lambda: ended.append(1), lambda one: one.allows(VIEW, 1)),
            rights.watch(caller("b"), lambda: ended.append(2), lambda one: one.allows(VIEW, 2)),
        ):
            await asyncio.sleep(0.1)

    asyncio.run(work())
    assert ended == [1]


def test_who_comes_while_the_question_is_under_way_is_spared(
    answering: Callable[[Answering], list[Collection[Proof]]],
) -> None:
    answering(lambda proofs: dict.fromkeys(proofs, VIEWER))

    async def work() -> None:
        rights = Rights(every_seconds=60)
        with (
            rights.watch(caller("first"), lambda: None),
            rights.watch(caller("late"), lambda: None) as late,
        ):
            rights._apply([caller("first").proof], {caller("first").proof: VIEWER})
            assert not late.ended

    asyncio.run(work())


@pytest.mark.parametrize("error", [OperationalError("away"), RuntimeError("no thread is free")])
@pytest.mark.parametrize(("patience", "ended"), [(60.0, False), (0.0, True)])
def test_rights_that_cannot_be_read_are_borne_for_a_while(
    answering: Callable[[Answering], list[Collection[Proof]]],
    monkeypatch: pytest.MonkeyPatch,
    patience: float,
    ended: bool,
    error: Exception,
) -> None:
    def away(_proofs: Collection[Proof]) -> dict[Proof, Access]:
        raise error

    answering(away)
    monkeypatch.setattr(module, "UNKNOWN_SECONDS", patience)

    async def work() -> None:
        with Rights(0.02).watch(caller("a"), lambda: None) as viewer:
            await asyncio.sleep(0.15)
            assert viewer.ended is ended

    asyncio.run(work())


def test_a_server_that_stops_ends_all() -> None:
    ended: list[int] = []

    async def work() -> None:
        rights = Rights()
        with (
            rights.watch(caller("a"), lambda: ended.append(1)),
            rights.watch(caller("b"), lambda: ended.append(2)),
        ):
            rights.end_all()
            rights.end_all()

    asyncio.run(work())
    assert sorted(ended) == [1, 2]
