"""The machinery on the admin's front page: processes, schedules, jobs."""

from __future__ import annotations

from datetime import timedelta

from django.db.models import Q
from django.urls import reverse

from factory.core import clock
from factory.core.leases import State
from factory.core.models import Job, PeriodRun
from factory.core.schedules import GRACE
from factory.health.panel import panel as probes
from factory.sites.desk import Bar, Desk, Figure, Page, Panel, Tone, alarming
from factory.sites.models import Site

VIEW = "core.view_periodrun"
LATELY = timedelta(days=1)


def panel(site: Site) -> Panel:
    """Return which processes answer, and what is late or has failed in the last day: two queries."""
    now = clock.now()
    mine = Q(site_id=site.pk) | Q(site_id=None)
    runs = PeriodRun.objects.filter(mine, period_end__lte=now - GRACE).exclude(state=State.DONE)
    jobs = Job.objects.filter(mine, state=State.FAILED, created_at__gte=now - LATELY)
    late, failed = runs.count(), jobs.count()
    services = probes().look()
    up = sum(service.ok for service in services)
    schedules = reverse("admin:schedules")
    return Panel(
        title="Machinery",
        url=schedules,
        figures=(
            Figure("services up", f"{up}/{len(services)}", _tone(up, len(services))),
            Figure("runs late", late, alarming(late, Tone.BAD), schedules),
            Figure("jobs failed", failed, alarming(failed), reverse("admin:core_job_changelist")),
        ),
        bars=tuple(
            Bar(service.name, f"down: {service.detail}".rstrip(": "), tone=Tone.BAD)
            for service in services
            if not service.ok
        ),
    )


def _tone(up: int, services: int) -> Tone:
    return Tone.GOOD if up == services else Tone.BAD


DESK = Desk(
    "core",
    VIEW,
    panel,
    pages=(Page("Schedules", "admin:schedules", VIEW),),
    records=frozenset({"heartbeat"}),
    # Accounts, which are of the same app, stand beside their roles at sites.
    title="Jobs and schedules",
)
