"""Shapes of visits and summaries."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.core.validators import MaxValueValidator, MinValueValidator
from rest_framework import serializers

from factory.core.api.parameters import QuerySerializer
from factory.sites.api.fields import ShownTimeField, SiteTimeField
from vehicles.models.lists import LONGEST_REASON
from vehicles.visits import Visit

THIS_CENTURY = (MinValueValidator(date(2000, 1, 1)), MaxValueValidator(date(2099, 12, 31)))
"""Days around which there are others, by every clock."""


class VehicleVisitSerializer(serializers.Serializer[Visit]):
    """The context says whose visits they are (``site``) and when it is (``now``)."""

    plate = serializers.CharField()
    key = serializers.CharField()
    vehicle = serializers.IntegerField(source="vehicle_id", allow_null=True)
    entered_at = ShownTimeField(
        read_only=True, allow_null=True, help_text="null: not seen entering"
    )
    left_at = ShownTimeField(read_only=True, allow_null=True, help_text="null: inside, or not seen")
    is_over = serializers.BooleanField()
    gate_in = serializers.CharField()
    gate_out = serializers.CharField()
    minutes_on_site = serializers.SerializerMethodField()

    def get_minutes_on_site(self, visit: Visit) -> int | None:
        stayed = visit.stayed_by(self.context["now"])
        return None if stayed is None else int(stayed.total_seconds() // 60)


class VehiclesInsideSerializer(serializers.Serializer[Any]):
    count = serializers.IntegerField()
    vehicles = VehicleVisitSerializer(many=True)


class VehicleVisitListSerializer(serializers.Serializer[Any]):
    start_date = serializers.DateField()
    end_date = serializers.DateField()
    visits = VehicleVisitSerializer(many=True)


class VisitSpanSerializer(QuerySerializer):
    """Local days, both included; today where left out."""

    start_date = serializers.DateField(required=False, validators=THIS_CENTURY)
    end_date = serializers.DateField(required=False, validators=THIS_CENTURY)
    plate = serializers.CharField(required=False, default="", max_length=100)


class TrafficQuerySerializer(QuerySerializer):
    date = serializers.DateField(
        required=False,
        validators=THIS_CENTURY,
        help_text="a day; today where both are left out",
    )
    month = serializers.RegexField(r"^20[0-9]{2}-(0[1-9]|1[0-2])$", required=False)


class TrafficColumnSerializer(serializers.Serializer[Any]):
    label = serializers.CharField(  # type: ignore[assignment]  # our own word
        help_text="hour of the day, or day of the month"
    )
    entries = serializers.IntegerField()
    exits = serializers.IntegerField()


class TrafficSummarySerializer(serializers.Serializer[Any]):
    """``decisions`` counts events; ``reads``, and of them ``held`` for a person without an event."""

    start_date = serializers.DateField()
    end_date = serializers.DateField()
    entries = serializers.IntegerField()
    exits = serializers.IntegerField()
    vehicles = serializers.IntegerField(help_text="different plates")
    stays = serializers.IntegerField(help_text="visits whose both ends were seen")
    median_minutes = serializers.IntegerField(allow_null=True)
    longest_minutes = serializers.IntegerField(allow_null=True)
    decisions = serializers.DictField(child=serializers.IntegerField())
    columns = TrafficColumnSerializer(many=True)


class VehicleLeftSerializer(serializers.Serializer[Any]):
    plate = serializers.CharField(max_length=100)
    why = serializers.CharField(
        max_length=LONGEST_REASON, required=False, default="", allow_blank=True
    )
    at = SiteTimeField(required=False, allow_null=True, default=None)
