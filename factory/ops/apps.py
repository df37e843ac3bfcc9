"""Running the product, as a Django app: the commands of whoever operates it."""

from __future__ import annotations

from django.apps import AppConfig


class OpsConfig(AppConfig):
    name = "factory.ops"
    label = "ops"
    verbose_name = "Operations"
