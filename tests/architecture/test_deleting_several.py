"""Ticked rows are deleted all or none, by the same step as each on its own page."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib import admin
from django.contrib.admin.models import LogEntry
from django.db.models import Model
from django.http import HttpRequest

from factory.alerts.admin import ChannelAdmin
from factory.alerts.models import Channel
from factory.audit.models import Entry
from factory.core.errors import Conflict
from factory.sites.admin_base import DeletesEach
from tests.architecture.page_table import models
from tests.architecture.rows import make_row
from tests.architecture.test_admin_sweep import OURS, signed_in, url
from tests.builders import default_site, make_user

pytestmark = [pytest.mark.django_db, pytest.mark.once]
DELETED = [
    pytest.param(model, id=model._meta.label)
    for model in admin.site._registry
    if models()[model._meta.label_lower].delete
    or model._meta.app_label in {"knox", "django_celery_beat"}
    or model._meta.label_lower in {"core.user", "sites.site"}
]


@pytest.mark.parametrize("model", DELETED)
def test_every_list_deletes_by_the_one_step(model: type[Model]) -> None:
    page: Any = type(admin.site._registry[model])
    assert page.delete_queryset is DeletesEach.delete_queryset


def test_the_lists_of_ours_are_among_them() -> None:
    assert {label.split(".")[0] for label in models() if models()[label].delete} <= OURS


def test_where_one_of_several_is_refused_none_goes_and_nothing_says_so(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    site = default_site()
    first, last = (make_row(Channel, site) for _ in range(2))
    delete = ChannelAdmin.delete_model

    def but_the_last(page: ChannelAdmin, request: HttpRequest, row: Channel) -> None:
        if row.pk == last.pk:
            raise Conflict("This one stays.")
        delete(page, request, row)

    monkeypatch.setattr(ChannelAdmin, "delete_model", but_the_last)
    # The newest first, as the list might have it.
    ticked = {"action": "delete_selected", "_selected_action": [last.pk, first.pk], "post": "yes"}
    client = signed_in(make_user((site, "manager")))
    answer: Any = client.post(url(Channel, "changelist"), ticked, follow=True)
    assert Channel.objects.count() == 2
    text = answer.content.decode()
    assert "This one stays." in text
    assert "Successfully deleted" not in text
    assert not Entry.objects.exists()
    assert not LogEntry.objects.exists()


def test_what_went_is_in_djangos_own_history_too() -> None:
    site = default_site()
    rows = [make_row(Channel, site) for _ in range(2)]
    ticked = {"action": "delete_selected", "_selected_action": [row.pk for row in rows]}
    client = signed_in(make_user((site, "manager")))
    client.post(url(Channel, "changelist"), ticked | {"post": "yes"})
    assert not Channel.objects.exists()
    assert set(LogEntry.objects.values_list("object_id", flat=True)) == {str(r.pk) for r in rows}
