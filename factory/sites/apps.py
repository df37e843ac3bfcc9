"""Sites as a Django app."""

from __future__ import annotations

from importlib import import_module

from django.apps import AppConfig, apps


class SitesConfig(AppConfig):
    name = "factory.sites"
    label = "sites"
    verbose_name = "Sites and people"

    def ready(self) -> None:
        # They need the models, which this module must not import.
        for name in ("access", "switching_off", "slow_names"):
            import_module(f"factory.sites.{name}").listen()
        if apps.is_installed("drf_spectacular"):
            # Found by having been imported, which needs the apps to be loaded.
            import_module("factory.sites.api.openapi")
