"""Importers that the tests declare: devices by name, and one that every office role may use."""

from __future__ import annotations

from dataclasses import replace

from factory.core.errors import Invalid
from factory.exchange.importers import Batch, Column, Importer
from factory.exchange.rows import Outcome, Row, Verdict, wrong
from factory.sites.models import Device


def take_devices(batch: Batch) -> list[Verdict]:
    names = [row.values["name"] for row in batch.rows]
    known = {one.name: one for one in Device.objects.filter(site=batch.site, name__in=names)}

    def act(row: Row) -> Outcome:
        name = row.text("name", most=120)
        if not name:
            raise wrong("Required.", "name")
        if name == "forbidden":
            raise Invalid("No device is called that.")
        kind = row.choice("kind", Device.Kind.choices) or Device.Kind.EDGE
        device = known.get(name)
        if device is None:
            Device.objects.create(site=batch.site, name=name, kind=kind)
            return Outcome.NEW
        if device.kind == kind:
            return Outcome.SAME
        Device.objects.filter(pk=device.pk).update(kind=kind)
        return Outcome.CHANGED

    return batch.each(act)


DEVICES = Importer(
    name="tests.devices",
    title="Devices",
    perm="sites.add_device",
    columns=(
        Column("name", "unique at the site", "North gate", required=True, aliases=("Device",)),
        Column("kind", "edge, terminal, anpr or counter", "terminal"),
    ),
    key=("name",),
    take=take_devices,
    chunk=3,
)
OPEN = replace(DEVICES, name="tests.open", perm="exchange.view_import")
