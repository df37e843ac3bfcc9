"""The list of alerts: what is open, and how grave."""

from __future__ import annotations

import pytest

from factory.alerts.admin_list import severity
from factory.alerts.models import Alert, Severity
from factory.core import clock
from tests.architecture.test_admin_sweep import signed_in, url
from tests.builders import default_site, make_user


@pytest.mark.parametrize(
    ("grave", "is_open", "tone"),
    [
        (Severity.CRITICAL, True, "bad"),
        (Severity.WARNING, True, "warn"),
        (Severity.INFO, True, "plain"),
        (Severity.CRITICAL, False, "plain"),
    ],
)
def test_severity(grave: Severity, is_open: bool, tone: str) -> None:
    alert = Alert(severity=grave, resolved_at=None if is_open else clock.now())
    assert severity(alert) == f'<span class="badge {tone}">{grave.label}</span>'


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("query", "shown"),
    [("", {"a", "b"}), ("?open=yes", {"a"}), ("?open=no", {"b"}), ("?open=x", {"a", "b"})],
)
def test_open_and_resolved(query: str, shown: set[str]) -> None:
    site = default_site()
    for text, at in (("a", None), ("b", clock.now())):
        Alert.objects.create(
            site=site, kind="k", severity="info", text=text, dedup_key=text, resolved_at=at
        )
    reader = signed_in(make_user(superuser=True))
    rows = reader.get(url(Alert, "changelist") + query).context["cl"].result_list
    assert {row.text for row in rows} == shown
