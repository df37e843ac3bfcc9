"""Users, and the rows that carry work: schedule runs, jobs, heartbeats, remembered answers."""

from __future__ import annotations

from django.conf import settings
from django.contrib.auth.models import AbstractUser
from django.db import models

from factory.core import clock
from factory.core.ids import uuid7
from factory.core.leases import Claimable, ClaimableQuerySet


class User(AbstractUser):
    """A person who signs in. What they may do comes from Memberships alone."""

    class Meta(AbstractUser.Meta):
        swappable = "AUTH_USER_MODEL"


class WorkQuerySet(ClaimableQuerySet):
    """Claimable rows of a site."""


class PeriodRun(Claimable):
    """One period of one schedule and scope: the ledger that makes each happen exactly once."""

    # A plain number: the ground knows no sites. None is the whole installation.
    site_id = models.BigIntegerField(null=True, editable=False)
    kind = models.CharField(max_length=64)
    # Text, because a unique key over a nullable column admits duplicates.
    scope = models.CharField(max_length=64, help_text="site:3, camera:17 or all")
    period_start = models.DateTimeField()
    period_end = models.DateTimeField()
    result = models.JSONField(default=dict, editable=False)
    created_at = models.DateTimeField(default=clock.now, editable=False)

    objects = WorkQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["kind", "scope", "period_start"], name="periodrun_once")
        ]
        indexes = [
            Claimable.waiting_index("periodrun_waiting"),
            # The newest known period of each scope, and the history that people look at.
            models.Index(fields=["kind", "scope", "-period_end"], name="periodrun_newest"),
        ]
        ordering = ["-period_end", "-id"]

    def __str__(self) -> str:
        return f"{self.kind} {self.scope} {self.period_start:%Y-%m-%d %H:%M}"


class Job(Claimable):
    """Work that a person or a program started and wants to watch."""

    uuid = models.UUIDField(default=uuid7, unique=True, editable=False)
    site_id = models.BigIntegerField(null=True, editable=False)
    kind = models.CharField(max_length=64)
    who = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL
    )
    params = models.JSONField(default=dict)
    cursor = models.JSONField(null=True, editable=False)
    done = models.PositiveBigIntegerField(default=0, editable=False)
    total = models.PositiveBigIntegerField(null=True, editable=False)
    result = models.JSONField(default=dict, editable=False)
    created_at = models.DateTimeField(default=clock.now, editable=False)

    objects = WorkQuerySet.as_manager()

    class Meta:
        indexes = [
            Claimable.waiting_index("job_waiting"),
            models.Index(fields=["site_id", "-created_at"], name="job_of_site"),
        ]
        ordering = ["-id"]

    def __str__(self) -> str:
        return f"{self.kind} {self.uuid}"


class Heartbeat(models.Model):
    """When a process was last seen alive; one row for each, updated every few seconds."""

    name = models.CharField(max_length=200, unique=True)
    seen_at = models.DateTimeField()
    detail = models.JSONField(default=dict)

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class RememberedAnswer(models.Model):
    """The answer to a request with an Idempotency-Key, stored in the transaction of its effect."""

    caller = models.CharField(max_length=80)
    route = models.CharField(max_length=120)
    key = models.CharField(max_length=255)
    body_digest = models.CharField(max_length=64)
    status = models.PositiveSmallIntegerField()
    answer = models.JSONField()
    created_at = models.DateTimeField(default=clock.now, db_index=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["caller", "route", "key"], name="answer_once")
        ]

    def __str__(self) -> str:
        return f"{self.route} {self.key}"
