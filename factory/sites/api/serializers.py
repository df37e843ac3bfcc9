"""Shapes of sites, devices, roles and settings."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

from factory.core.clock import in_zone
from factory.sites.api.fields import NaiveTimeField, RequestSite, ScopedRelatedField
from factory.sites.api.shapes import RowSerializer
from factory.sites.models import Device, Membership, Site, SiteSetting
from factory.sites.site_settings import fault_of


class SiteSerializer(RowSerializer[Site]):
    class Meta:
        model = Site
        fields = ("id", "name", "time_zone", "country", "is_default", "created_at")
        read_only_fields = ("is_default", "created_at")


class SettingInForceSerializer(serializers.Serializer[Any]):
    name = serializers.CharField()
    title = serializers.CharField()
    value = serializers.JSONField()
    default = serializers.JSONField()
    least = serializers.FloatField(allow_null=True)
    most = serializers.FloatField(allow_null=True)


class SiteSettingSerializer(RowSerializer[SiteSetting]):
    site = ScopedRelatedField(
        queryset=Site.objects.all(), perm="sites.add_sitesetting", default=RequestSite()
    )
    since = NaiveTimeField(required=False)
    fault = serializers.SerializerMethodField(
        help_text="of a row older than the rules; mostly empty"
    )
    who = serializers.SlugRelatedField[SiteSetting](
        slug_field="username", read_only=True, allow_null=True
    )

    class Meta:
        model = SiteSetting
        fields = ("id", "site", "name", "value", "since", "fault", "who")
        # The service says whether name and value are right; it also replaces an equal moment's value.
        validators: list[Any] = []

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        if since := attrs.get("since"):
            attrs["since"] = in_zone(since, attrs["site"].zone)
        return attrs

    def get_fault(self, row: SiteSetting) -> str:
        return fault_of(row)


class DeviceSerializer(RowSerializer[Device]):
    site = ScopedRelatedField(
        queryset=Site.objects.all(), perm="sites.add_device", default=RequestSite()
    )

    class Meta:
        model = Device
        fields = (
            "id",
            "site",
            "name",
            "kind",
            "direction",
            "enabled",
            "in_service_since",
            "retired_at",
            "key_made_at",
            "seen_at",
            "reported_until",
            "clock_skew",
        )
        read_only_fields = (
            *("in_service_since", "retired_at", "key_made_at", "seen_at"),
            *("reported_until", "clock_skew"),
        )

    def validate_site(self, site: Site) -> Site:
        if self.instance is not None and self.instance.site_id != site.pk:
            raise serializers.ValidationError("A device stays at its site; make a new one there.")
        return site


class DeviceKeySerializer(serializers.Serializer[Any]):
    key = serializers.CharField(help_text="shown this once; sent as `Authorization: Device KEY`")


class MembershipSerializer(RowSerializer[Membership]):
    username = serializers.CharField(source="user.username", read_only=True)

    class Meta:
        model = Membership
        fields = ("id", "site", "user", "username", "role", "created_at")
        read_only_fields = fields
