"""The guide's ``VehicleQualityGate``: its methods and dictionaries, at the default site."""

from __future__ import annotations

from typing import Any

from factory.core.memo import Memo
from factory.sites.models import Site
from factory.sites.selectors import default_site
from vehicles import selectors, services
from vehicles.answers import answer_of, entry_of
from vehicles.models.reads import LONGEST_TRACK
from vehicles.services import SeenPlate

_sites: Memo[str, Site] = Memo()


class VehicleQualityGate:
    """Three layers: confidence, format, lists. No list is kept in memory."""

    @property
    def _site(self) -> Site:
        """The default site, remembered for a second: a vehicle waits for each call."""
        return _sites.get("default", default_site)

    def validate_plate_recognition(
        self,
        ocr_text: str | None,
        ocr_confidence: float | str | None,
        vehicle_track_id: int | str | None = None,
    ) -> dict[str, Any]:
        """Decide on a read, store it, and return the answer.

        A track means something on its camera only, and no camera is named here: each call counts. No
        text, and a confidence that is no number, are those of a read that nobody can believe: held.
        """
        track = "" if vehicle_track_id is None else str(vehicle_track_id)[:LONGEST_TRACK]
        text = "" if ocr_text is None else str(ocr_text)
        seen = SeenPlate(text=text, confidence=_number(ocr_confidence), track_id=track)
        return answer_of(services.decide_read(site=self._site, seen=seen))

    def register_blocked_vehicle(
        self, plate: str, reason: str, reported_by: str = ""
    ) -> dict[str, Any]:
        """Block a plate for everybody from now on; raises factory.core.errors.Invalid."""
        return entry_of(
            services.block_plate(
                site=self._site, plate=plate, reason=reason, reported_by=reported_by
            )
        )

    def unblock_vehicle(self, plate: str) -> dict[str, Any]:
        """Lift a block; raises factory.core.errors.NotFound for a plate on no list."""
        return entry_of(services.unblock_plate(site=self._site, plate=plate))

    def get_gate_statistics(self) -> dict[str, Any]:
        """Return the lists' sizes, the threshold, the formats, and what today brought."""
        return selectors.gate_statistics(self._site)


def _number(value: float | str | None) -> float:
    try:
        return float(value or 0)
    except (TypeError, ValueError):
        return 0.0
