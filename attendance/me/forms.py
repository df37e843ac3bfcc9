"""Asking for a correction of one's own day."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Any

from django import forms

from factory.sites.models import Site


class CorrectionForm(forms.Form):
    """Times by the site's wall clock; a going before the coming is on the next day."""

    day = forms.DateField(widget=forms.DateInput(attrs={"type": "date"}))
    came_at = forms.TimeField(
        required=False, label="I came at", widget=forms.TimeInput(attrs={"type": "time"})
    )
    left_at = forms.TimeField(
        required=False, label="I left at", widget=forms.TimeInput(attrs={"type": "time"})
    )
    reason = forms.CharField(max_length=500, widget=forms.Textarea(attrs={"rows": 2}))
    evidence = forms.CharField(max_length=300, required=False, label="Who or what can confirm it")

    def moments(self, site: Site) -> tuple[datetime | None, datetime | None]:
        """Return the coming and the going that are asked for."""
        values: dict[str, Any] = self.cleaned_data
        day, came, left = values["day"], values["came_at"], values["left_at"]
        is_night = came is not None and left is not None and left <= came
        out_day = day + timedelta(days=1) if is_night else day
        return _moment(site, day, came), _moment(site, out_day, left)


def _moment(site: Site, day: date, clock: time | None) -> datetime | None:
    return datetime.combine(day, clock, tzinfo=site.zone) if clock else None
