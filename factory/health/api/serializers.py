"""Shapes of what is told about the running product."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

from factory.health.verdict import Status


class ServiceSerializer(serializers.Serializer[Any]):
    status = serializers.ChoiceField(choices=["up", "down"])
    detail = serializers.CharField()


class HealthSerializer(serializers.Serializer[Any]):
    status = serializers.ChoiceField(choices=[status.value for status in Status])
    timestamp = serializers.DateTimeField(read_only=True)
    services = serializers.DictField(child=ServiceSerializer())


class SystemInfoSerializer(serializers.Serializer[Any]):
    versions = serializers.DictField(child=serializers.CharField(allow_null=True))
    uptime_seconds = serializers.FloatField()
    modules = serializers.DictField(child=serializers.DictField())
