"""Imports over the API: the same three steps as in the admin."""

from __future__ import annotations

from typing import Any, ClassVar, cast

from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework.decorators import action
from rest_framework.parsers import MultiPartParser
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.viewsets import ReadOnlyModelViewSet

from factory.core.api.pagination import Stream
from factory.core.api.parsers import JsonParser
from factory.core.models import User
from factory.exchange import services
from factory.exchange.api.serializers import ApplySerializer, ImportSerializer, UploadSerializer
from factory.exchange.importers import importer_of
from factory.exchange.jobs import APPLY, CHECK
from factory.exchange.models import Import
from factory.sites.api.views import ScopedRows
from factory.sites.selectors import site_of_request


@extend_schema_view(
    list=extend_schema(operation_id="imports_list", summary="Imports that you could make"),
    retrieve=extend_schema(operation_id="imports_read", summary="What a file would do, or did"),
)
class ImportViewSet(ScopedRows, ReadOnlyModelViewSet[Import]):
    queryset = Import.objects.select_related("who", "job")
    serializer_class = ImportSerializer
    pagination_class = Stream
    parser_classes = (MultiPartParser, JsonParser)
    filterset_fields: ClassVar[Any] = ("site", "kind", "stage")
    ordering_fields = ()
    lookup_field = "uuid"

    @extend_schema(
        operation_id="imports_check",
        summary="Give a file and have its rows checked; nothing is written",
        request={"multipart/form-data": UploadSerializer},
        responses={202: ImportSerializer},
    )
    def create(self, request: Request) -> Response:
        form = UploadSerializer(data=request.data)
        form.is_valid(raise_exception=True)
        data = form.validated_data
        perm = importer_of(data["kind"]).perm
        site = site_of_request(request.user, perm, named=data.get("site"))
        made = services.begin_import(
            kind=data["kind"],
            site=site,
            file=data["file"],
            filename=data["file"].name,
            caller=cast("User", request.user),
            job=CHECK,
        )
        return Response(ImportSerializer(made).data, status=202)

    @extend_schema(
        operation_id="imports_apply",
        summary="Write the checked rows",
        request=ApplySerializer,
        responses={202: ImportSerializer},
    )
    @action(detail=True, methods=["post"])
    def apply(self, request: Request, uuid: str) -> Response:
        form = ApplySerializer(data=request.data)
        form.is_valid(raise_exception=True)
        row = services.apply_import(
            row=self.get_object(),
            skip_wrong=form.validated_data["skip_wrong"],
            caller=cast("User", request.user),
            job=APPLY,
        )
        return Response(ImportSerializer(row).data, status=202)
