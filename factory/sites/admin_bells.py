"""The rows of celery-beat in the admin: the operator's, and every act is in the trail."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.db import transaction
from django.db.models import Model, QuerySet
from django.http import HttpRequest
from django_celery_beat import admin as beat
from django_celery_beat.models import (
    ClockedSchedule,
    CrontabSchedule,
    IntervalSchedule,
    PeriodicTask,
    SolarSchedule,
)

from factory.sites.admin_base import DeletesEach
from factory.sites.admin_refusals import TellsRefusals
from factory.sites.services.bells import note_bell


class Noted(TellsRefusals, DeletesEach):
    """Celery-beat's own pages, which also say who did what."""

    def save_model(self, request: HttpRequest, obj: Model, form: Any, change: bool) -> None:
        super().save_model(request, obj, form, change)
        act = "change-schedule" if change else "add-schedule"
        # ``regtask`` is the form's other box for the task.
        fields = [name for name in form.changed_data if name != "regtask"]
        if fields or not change:
            said = {"enabled": obj.enabled} if isinstance(obj, PeriodicTask) else {}
            note_bell(act, row=obj, caller=request.user, fields=fields, **said)

    def delete_model(self, request: HttpRequest, obj: Model) -> None:
        note_bell("remove-schedule", row=obj, caller=request.user)
        super().delete_model(request, obj)

    def _each(self, act: str, request: HttpRequest, rows: QuerySet[Any]) -> None:
        for row in rows:
            note_bell(act, row=row, caller=request.user)


class ScheduleAdmin(Noted, beat.ScheduleAdmin):  # type: ignore[misc]  # published without types
    """An interval, a moment or the sun."""


class CrontabAdmin(Noted, beat.CrontabScheduleAdmin):  # type: ignore[misc]  # as above
    """A cron line."""


class ClockedAdmin(Noted, beat.ClockedScheduleAdmin):  # type: ignore[misc]  # as above
    """A moment."""


class PeriodicTaskAdmin(Noted, beat.PeriodicTaskAdmin):  # type: ignore[misc]  # as above
    """What rings: switched on and off here, by its form or by the list's actions."""

    @admin.action(description="Enable selected tasks")
    @transaction.atomic
    def enable_tasks(self, request: HttpRequest, queryset: QuerySet[PeriodicTask]) -> None:
        self._each("enable-schedule", request, queryset.filter(enabled=False))
        super().enable_tasks(request, queryset)

    @admin.action(description="Disable selected tasks")
    @transaction.atomic
    def disable_tasks(self, request: HttpRequest, queryset: QuerySet[PeriodicTask]) -> None:
        self._each("disable-schedule", request, queryset.filter(enabled=True))
        super().disable_tasks(request, queryset)

    @admin.action(description="Toggle activity of selected tasks")
    @transaction.atomic
    def toggle_tasks(self, request: HttpRequest, queryset: QuerySet[PeriodicTask]) -> None:
        self._each("enable-schedule", request, queryset.filter(enabled=False))
        self._each("disable-schedule", request, queryset.filter(enabled=True))
        super().toggle_tasks(request, queryset)

    @admin.action(description="Run selected tasks")
    def run_tasks(self, request: HttpRequest, queryset: QuerySet[PeriodicTask]) -> None:
        self._each("run-schedule", request, queryset)
        super().run_tasks(request, queryset)


PAGES: dict[type[Model], type[Noted]] = {
    PeriodicTask: PeriodicTaskAdmin,
    CrontabSchedule: CrontabAdmin,
    IntervalSchedule: ScheduleAdmin,
    SolarSchedule: ScheduleAdmin,
    ClockedSchedule: ClockedAdmin,
}
for model, page in PAGES.items():
    admin.site.unregister(model)
    admin.site.register(model, page)
