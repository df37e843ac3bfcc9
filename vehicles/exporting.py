"""The vehicle list as a file for a spreadsheet."""

from __future__ import annotations

from collections.abc import Iterable

from factory.core.spreadsheets import Cell, csv_bytes, xlsx_bytes
from vehicles.models import Vehicle

COLUMNS = (
    *("plate", "status", "kind", "owner", "contact"),
    *("valid_from", "valid_until", "hours", "reason", "reported_by"),
)


def csv_of(vehicles: Iterable[Vehicle]) -> bytes:
    return csv_bytes(COLUMNS, map(_cells, vehicles))


def xlsx_of(vehicles: Iterable[Vehicle]) -> bytes:
    return xlsx_bytes("Vehicles", COLUMNS, map(_cells, vehicles))


def _cells(vehicle: Vehicle) -> list[Cell]:
    return [getattr(vehicle, name) for name in COLUMNS]
