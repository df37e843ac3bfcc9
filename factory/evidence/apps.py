"""Evidence as a Django app."""

from __future__ import annotations

from django.apps import AppConfig


class EvidenceConfig(AppConfig):
    name = "factory.evidence"
    label = "evidence"
    verbose_name = "Evidence"
