"""Signing in for a token, signing out, and who one is."""

from __future__ import annotations

from http import HTTPStatus

from django.contrib.auth import authenticate, logout, user_logged_in
from drf_spectacular.utils import extend_schema
from rest_framework.authentication import get_authorization_header
from rest_framework.permissions import AllowAny
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.throttling import ScopedRateThrottle
from rest_framework.views import APIView

from factory.core.errors import DomainError
from factory.core.models import User
from factory.sites.api.sign_in_serializers import (
    CredentialsSerializer,
    MeSerializer,
    TokenSerializer,
)
from factory.sites.api.views import SiteView
from factory.sites.selectors import description_of
from factory.sites.tokens import end_token, make_token


class WrongCredentials(DomainError):
    status = HTTPStatus.UNAUTHORIZED
    code = "wrong-credentials"


class TokenView(APIView):
    """Open, and guarded twice: failures lock a name at an address, attempts are few a minute."""

    authentication_classes = []
    permission_classes = [AllowAny]
    throttle_classes = [ScopedRateThrottle]
    throttle_scope = "sign_in"

    @extend_schema(
        operation_id="auth_token",
        summary="Sign in: a token for `Authorization: Bearer TOKEN`",
        auth=[],
        request=CredentialsSerializer,
        responses=TokenSerializer,
    )
    def post(self, request: Request) -> Response:
        told = CredentialsSerializer(data=request.data)
        told.is_valid(raise_exception=True)
        # Django's own request: on it the lockout is noted, and answered by axes' middleware with 429.
        http = request._request  # noqa: SLF001
        user = authenticate(http, **told.validated_data)
        if not isinstance(user, User):
            raise WrongCredentials("This name and password do not go together.")
        user_logged_in.send(sender=User, request=http, user=user)
        token, expiry = make_token(user)
        return Response(TokenSerializer({"token": token, "expiry": expiry}).data)


class LogoutView(SiteView):
    @extend_schema(
        operation_id="auth_logout",
        summary="End this token, or this session",
        request=None,
        responses={204: None},
    )
    def post(self, request: Request) -> Response:
        scheme, _, token = get_authorization_header(request).decode("latin-1").partition(" ")
        if scheme.lower() == "bearer":
            end_token(token.strip())
        elif not scheme:
            logout(request._request)  # noqa: SLF001
        return Response(status=HTTPStatus.NO_CONTENT)


class MeView(SiteView):
    @extend_schema(
        operation_id="auth_me",
        summary="Who you are, and your roles at which sites",
        responses=MeSerializer,
    )
    def get(self, request: Request) -> Response:
        return Response(MeSerializer(description_of(request.user)).data)
