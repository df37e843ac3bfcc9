"""The clean-up of snapshots, as the guide has it."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers


class CleanupRequest(serializers.Serializer[Any]):
    dry_run = serializers.BooleanField(default=False)


class CleanupSerializer(serializers.Serializer[Any]):
    success = serializers.BooleanField()
    files_deleted = serializers.IntegerField()
    disk_space_freed_mb = serializers.FloatField()
    rows_settled = serializers.IntegerField()
    rows_waiting = serializers.IntegerField()
    photos_deleted = serializers.IntegerField()
    errors = serializers.ListField(child=serializers.CharField())  # type: ignore[assignment]


class DirectoryStatistics(serializers.Serializer[Any]):
    files = serializers.IntegerField()
    size_mb = serializers.FloatField()
    old_files = serializers.IntegerField()


class StatisticsSerializer(serializers.Serializer[Any]):
    """``old_files`` are past the retention; ``by_directory`` has one entry for each class."""

    total_files = serializers.IntegerField()
    total_size_mb = serializers.FloatField()
    old_files = serializers.IntegerField()
    by_directory = serializers.DictField(child=DirectoryStatistics())
