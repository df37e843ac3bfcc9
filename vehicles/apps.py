"""The app ``vehicles``, for Django."""

from __future__ import annotations

from django.apps import AppConfig


class VehiclesConfig(AppConfig):
    name = "vehicles"
    verbose_name = "Vehicles and gates"
