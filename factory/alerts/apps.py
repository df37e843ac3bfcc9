"""Alerts as a Django app."""

from __future__ import annotations

from django.apps import AppConfig


class AlertsConfig(AppConfig):
    name = "factory.alerts"
    label = "alerts"
    verbose_name = "Alerts"
