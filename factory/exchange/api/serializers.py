"""Shapes of imports."""

from __future__ import annotations

from rest_framework import serializers

from factory.exchange.models import Import
from factory.sites.api.shapes import RowSerializer


class ProblemSerializer(serializers.Serializer[list[object]]):
    """What is wrong with a row; ``column`` is empty where it is the row as a whole."""

    row = serializers.IntegerField(source="0")
    column = serializers.CharField(source="1")
    detail = serializers.CharField(source="2")

    def to_representation(self, instance: list[object]) -> dict[str, object]:
        return dict(zip(("row", "column", "detail"), instance, strict=True))


class ImportSerializer(RowSerializer[Import]):
    """``counts`` are rows by outcome: new, changed, same, wrong."""

    who = serializers.SlugRelatedField[Import](
        slug_field="username", read_only=True, allow_null=True
    )
    counts = serializers.DictField(child=serializers.IntegerField(), read_only=True)
    ignored = serializers.ListField(child=serializers.CharField(), read_only=True)
    problems = ProblemSerializer(many=True, read_only=True)
    done = serializers.IntegerField(read_only=True)
    failure = serializers.CharField(source="stopped_because", read_only=True)

    class Meta:
        model = Import
        fields = (
            *("uuid", "site", "kind", "who", "filename", "stage", "failure", "ignored"),
            *("total", "done", "counts", "problems", "created_at", "finished_at"),
        )
        read_only_fields = fields


class UploadSerializer(serializers.Serializer[Import]):
    kind = serializers.CharField(help_text="Such as identity.employees")
    site = serializers.IntegerField(required=False)
    file = serializers.FileField(help_text="CSV or XLSX; the first row names the columns")


class ApplySerializer(serializers.Serializer[Import]):
    skip_wrong = serializers.BooleanField(default=False, help_text="Leave the wrong rows out")
