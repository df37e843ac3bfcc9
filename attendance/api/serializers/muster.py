"""A line of the muster roll."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers


class MusterLineSerializer(serializers.Serializer[Any]):
    """One employee's codes by day, and their totals: days (halves too), overtime in minutes."""

    employee_id = serializers.IntegerField()
    employee_code = serializers.CharField()
    name = serializers.CharField()
    department = serializers.CharField()
    codes = serializers.DictField(child=serializers.CharField())
    totals = serializers.DictField(child=serializers.FloatField())
