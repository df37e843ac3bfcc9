"""Asking for a correction of one's own day."""

from __future__ import annotations

from django import forms

from factory.core.dates import check_day


class CorrectionForm(forms.Form):
    """Times by the site's wall clock, of the shift that begins on the day (``asked_times``)."""

    day = forms.DateField(
        validators=[check_day],
        widget=forms.DateInput(attrs={"type": "date"}),
        help_text="The day on which the shift begins, for a night too.",
    )
    came_at = forms.TimeField(
        required=False, label="I came at", widget=forms.TimeInput(attrs={"type": "time"})
    )
    left_at = forms.TimeField(
        required=False, label="I left at", widget=forms.TimeInput(attrs={"type": "time"})
    )
    reason = forms.CharField(max_length=500, widget=forms.Textarea(attrs={"rows": 2}))
    evidence = forms.CharField(max_length=300, required=False, label="Who or what can confirm it")
