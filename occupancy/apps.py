"""The app ``occupancy``, for Django."""

from __future__ import annotations

from django.apps import AppConfig


class OccupancyConfig(AppConfig):
    name = "occupancy"
    verbose_name = "Occupancy"
