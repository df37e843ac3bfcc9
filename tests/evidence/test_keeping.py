"""A picture that could not be written down does not stay: an erasure finds pictures by their rows."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.db import OperationalError

from factory.core import clock
from factory.evidence.models import Snapshot
from factory.evidence.services import keep, local_root
from tests.builders import default_site

pytestmark = pytest.mark.django_db


def pictures() -> list[Path]:
    root = local_root()
    assert root is not None
    return list(root.rglob("*.jpg"))


def test_a_picture_without_a_row_is_not_left_behind(monkeypatch: pytest.MonkeyPatch) -> None:
    def away(**_fields: object) -> None:
        raise OperationalError("the database is away")

    site, before = default_site(), set(pictures())
    with monkeypatch.context() as patch:
        patch.setattr(Snapshot.objects, "create", away)
        with pytest.raises(OperationalError):
            keep(site_id=site.pk, kind=Snapshot.Kind.UNKNOWN, jpeg=b"j", captured_at=clock.now())
    assert set(pictures()) == before
    keep(site_id=site.pk, kind=Snapshot.Kind.UNKNOWN, jpeg=b"j")
    assert len(set(pictures()) - before) == 1
