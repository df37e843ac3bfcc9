"""Knox under the name by which people know what it keeps: it stands over its pages in the admin."""

from __future__ import annotations

from django.apps import AppConfig


class TokensConfig(AppConfig):
    name = "knox"
    verbose_name = "API tokens"
