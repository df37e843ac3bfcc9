"""The shapes of counted searches."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

from factory.core.api.parameters import QuerySerializer


class SearchesQuery(QuerySerializer):
    """``from`` and ``to``: days on the site's clock, both counted in."""

    def get_fields(self) -> dict[str, Any]:
        return {
            "from": serializers.DateField(required=False, help_text="29 days before, if left out"),
            "to": serializers.DateField(required=False, help_text="today, if left out"),
        }


class CountsSerializer(serializers.Serializer[Any]):
    """``searches`` were answered by an engine, ``paid`` of them by Rekognition; ``saved`` were settled
    without asking one; ``failed`` were given up and may have been searched later; ``calls`` are all
    requests made. ``cost`` is an estimate in US dollars.
    """

    calls = serializers.IntegerField()
    searches = serializers.IntegerField()
    paid = serializers.IntegerField()
    saved = serializers.IntegerField()
    failed = serializers.IntegerField()
    enrolments = serializers.IntegerField(help_text="photos that were paid for")
    cost = serializers.FloatField()


class SearchDaySerializer(CountsSerializer):
    day = serializers.DateField()


class SearchesSerializer(serializers.Serializer[Any]):
    """Days on which there was something, the newest first."""

    site = serializers.IntegerField()
    totals = CountsSerializer()
    days = SearchDaySerializer(many=True)

    def get_fields(self) -> dict[str, Any]:
        span = {"from": serializers.DateField(), "to": serializers.DateField()}
        return super().get_fields() | span
