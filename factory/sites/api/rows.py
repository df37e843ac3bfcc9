"""Sites with their settings, devices and their keys, and who belongs where."""

from __future__ import annotations

from typing import Any, TypeVar, cast

from django.db.models import Model
from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework import mixins
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.serializers import BaseSerializer
from rest_framework.viewsets import ModelViewSet, ReadOnlyModelViewSet

from factory.core.models import User
from factory.sites import services
from factory.sites.api.serializers import (
    DeviceKeySerializer,
    DeviceSerializer,
    MembershipSerializer,
    SettingInForceSerializer,
    SiteSerializer,
    SiteSettingSerializer,
)
from factory.sites.api.views import ScopedRows
from factory.sites.models import Device, Membership, Site, SiteSetting
from factory.sites.selectors import settings_in_force

M = TypeVar("M", bound=Model)


def changed(row: M, values: dict[str, Any]) -> M:
    """Return the row with what was asked for, not yet saved."""
    for name, value in values.items():
        setattr(row, name, value)
    return row


@extend_schema_view(
    list=extend_schema(operation_id="sites_list", summary="Your sites"),
    retrieve=extend_schema(operation_id="sites_retrieve", summary="One site"),
    partial_update=extend_schema(operation_id="sites_update", summary="Rename it, mend its zone"),
)
class SiteViewSet(ScopedRows, mixins.UpdateModelMixin, ReadOnlyModelViewSet[Site]):
    queryset = Site.objects.all()
    serializer_class = SiteSerializer
    filterset_fields = ("is_default",)
    ordering_fields = ("name",)
    http_method_names = ["get", "head", "options", "patch"]

    def perform_update(self, serializer: BaseSerializer[Site]) -> None:
        site = changed(cast("Site", serializer.instance), serializer.validated_data)
        services.save_site(site=site, caller=self.request.user)

    @extend_schema(
        operation_id="sites_settings",
        summary="Every setting, with the value now in force here",
        responses=SettingInForceSerializer(many=True),
        filters=False,
    )
    @action(detail=True, url_path="settings", pagination_class=None, filterset_fields=None)
    def settings_in_force(self, request: Request, pk: str) -> Response:
        site: Site = self.get_object()
        return Response(SettingInForceSerializer(settings_in_force(site.pk), many=True).data)


@extend_schema_view(
    list=extend_schema(operation_id="site_settings_list", summary="Settings and their history"),
    retrieve=extend_schema(operation_id="site_settings_retrieve", summary="One setting's value"),
    create=extend_schema(
        operation_id="site_settings_create", summary="Set a value, from a moment on"
    ),
)
class SiteSettingViewSet(ScopedRows, mixins.CreateModelMixin, ReadOnlyModelViewSet[SiteSetting]):
    queryset = SiteSetting.objects.select_related("who")
    serializer_class = SiteSettingSerializer
    filterset_fields = ("site", "name")
    ordering_fields = ("since", "name")

    def perform_create(self, serializer: BaseSerializer[SiteSetting]) -> None:
        who = self.request.user if isinstance(self.request.user, User) else None
        serializer.instance = services.change_setting(who=who, **serializer.validated_data)


@extend_schema_view(
    list=extend_schema(operation_id="devices_list", summary="Devices of your sites"),
    retrieve=extend_schema(operation_id="devices_retrieve", summary="One device"),
    create=extend_schema(operation_id="devices_create", summary="Add a device; give it a key next"),
    partial_update=extend_schema(operation_id="devices_update", summary="Rename it, switch it off"),
)
class DeviceViewSet(ScopedRows, ModelViewSet[Device]):
    queryset = Device.objects.all()
    serializer_class = DeviceSerializer
    filterset_fields = ("site", "kind", "enabled")
    ordering_fields = ("name", "seen_at")
    http_method_names = ["get", "head", "options", "post", "patch"]

    def perm_for(self, request: Request) -> str:
        return "sites.change_device" if self.action == "key" else super().perm_for(request)

    def perform_create(self, serializer: BaseSerializer[Device]) -> None:
        serializer.instance = Device(**serializer.validated_data)
        services.save_device(device=serializer.instance, caller=self.request.user)

    def perform_update(self, serializer: BaseSerializer[Device]) -> None:
        device = changed(cast("Device", serializer.instance), serializer.validated_data)
        services.save_device(device=device, caller=self.request.user)

    @extend_schema(
        operation_id="devices_key",
        summary="Make a new key; the old one ends",
        request=None,
        responses={201: DeviceKeySerializer},
    )
    @action(detail=True, methods=["post"])
    def key(self, request: Request, pk: str) -> Response:
        key = services.make_device_key(device=self.get_object(), caller=request.user)
        return Response({"key": key}, status=201, headers={"Cache-Control": "no-store"})


@extend_schema_view(
    list=extend_schema(operation_id="memberships_list", summary="Who has which role where"),
    retrieve=extend_schema(operation_id="memberships_retrieve", summary="One role of one person"),
)
class MembershipViewSet(ScopedRows, ReadOnlyModelViewSet[Membership]):
    queryset = Membership.objects.select_related("user")
    serializer_class = MembershipSerializer
    filterset_fields = ("site", "user", "role")
    ordering_fields = ("created_at",)
