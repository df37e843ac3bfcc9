"""What the database says of all live viewers at once: one query, however many they are."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from django.contrib.sessions.models import Session
from django.db.models import BigIntegerField, Case, F, QuerySet, TextField, Value, When
from django.db.models.functions import Cast
from knox.models import AuthToken

from factory.core import clock
from factory.core.models import User
from factory.core.scoping import Access
from factory.sites.models import Device, Membership, Role
from factory.web.proof import ROLE, USER, By, Proof, Row, still_good

NUMBER, TEXT = BigIntegerField(), TextField()
NO_NUMBER, NO_TEXT = Value(0), Value("")


def accesses(proofs: Collection[Proof]) -> dict[Proof, Access]:
    """Return what the bearer of each proof may do now; whose proof has ended is left out."""
    first, *others = _parts(proofs)
    rows = [Row(*row) for row in first.union(*others, all=True)]
    return still_good(proofs, rows, device_role=Role.DEVICE.value)


def _parts(proofs: Collection[Proof]) -> list[QuerySet[Any, Any]]:
    keys = {by: [proof.key for proof in proofs if proof.by == by] for by in By}
    users = {proof.user_id for proof in proofs if proof.user_id is not None}
    now = clock.now()
    sessions = Session.objects.filter(session_key__in=keys[By.SESSION], expire_date__gt=now)
    tokens = AuthToken.objects.filter(digest__in=keys[By.TOKEN], expiry__gt=now)
    devices = Device.objects.filter(key_digest__in=keys[By.DEVICE], enabled=True)
    people = User.objects.filter(pk__in=users, is_active=True)
    members = Membership.objects.filter(user__in=users)
    superuser = Case(When(is_superuser=True, then=1), default=0, output_field=NUMBER)
    return [
        _part(sessions, By.SESSION, "session_key"),
        _part(tokens, By.TOKEN, "digest"),
        _part(devices, By.DEVICE, "key_digest", number=F("site_id")),
        _part(people, USER, "pk", number=superuser, text=F("password")),
        _part(members, ROLE, "user_id", number=F("site_id"), text=F("role")),
    ]


def _part(
    rows: QuerySet[Any],
    kind: str,
    key: str,
    *,
    number: Any = NO_NUMBER,
    text: Any = NO_TEXT,
) -> QuerySet[Any, Any]:
    """Return the rows in the shape of Row; every part needs the same types in the same places."""
    return rows.order_by().values_list(
        Value(kind, output_field=TEXT),
        Cast(key, TEXT),
        Cast(number, NUMBER),
        Cast(text, TEXT),
    )
