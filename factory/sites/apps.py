"""Sites as a Django app."""

from __future__ import annotations

from django.apps import AppConfig


class SitesConfig(AppConfig):
    name = "factory.sites"
    label = "sites"
    verbose_name = "Sites and people"
