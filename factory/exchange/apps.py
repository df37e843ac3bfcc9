"""Tables in and out, as a Django app."""

from __future__ import annotations

from django.apps import AppConfig


class ExchangeConfig(AppConfig):
    name = "factory.exchange"
    label = "exchange"
    verbose_name = "Imports"
