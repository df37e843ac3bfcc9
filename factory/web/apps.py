"""Serving as a Django app: it brings the command ``serve``."""

from __future__ import annotations

from django.apps import AppConfig


class WebConfig(AppConfig):
    name = "factory.web"
    label = "web"
    verbose_name = "Serving"
