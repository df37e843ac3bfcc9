"""Shapes of jobs and of runs of schedules."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

from factory.core.leases import State
from factory.core.models import Job, PeriodRun
from factory.sites.api.shapes import RowSerializer


class LaterSerializer(serializers.Serializer[Any]):
    """It takes longer: ask at the job's ``url`` until its ``state`` is ``done`` or ``failed``."""

    job = serializers.UUIDField()
    state = serializers.ChoiceField(choices=State.choices)
    url = serializers.CharField()


class JobSerializer(RowSerializer[Job]):
    site = serializers.IntegerField(source="site_id", allow_null=True, read_only=True)
    who = serializers.SlugRelatedField[Job](slug_field="username", read_only=True, allow_null=True)

    class Meta:
        model = Job
        fields = (
            "uuid",
            "site",
            "kind",
            "who",
            "state",
            "attempts",
            "done",
            "total",
            "result",
            "failure",
            "created_at",
            "started_at",
            "finished_at",
        )
        read_only_fields = fields


class PeriodRunSerializer(RowSerializer[PeriodRun]):
    site = serializers.IntegerField(source="site_id", allow_null=True, read_only=True)

    class Meta:
        model = PeriodRun
        fields = (
            "id",
            "site",
            "kind",
            "scope",
            "period_start",
            "period_end",
            "state",
            "attempts",
            "result",
            "failure",
            "created_at",
            "started_at",
            "finished_at",
        )
        read_only_fields = fields
