"""Health as a Django app."""

from __future__ import annotations

from django.apps import AppConfig


class HealthConfig(AppConfig):
    name = "factory.health"
    label = "health"
    verbose_name = "Health"
