"""Weeks as a grid to fill in: shifts of a rotating pattern, weekdays off of a cycle."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django import forms

from attendance import services
from attendance.admin.common import RosterForm
from attendance.models import Shift, WeeklyOff
from attendance.models.patterns import WEEKDAYS
from attendance.patterns import LONGEST_CYCLE, Cell
from attendance.week_cycles import DAYS_OF_A_WEEK
from factory.core.errors import DomainError

OFF_WEEKS = 6
"""Rows offered for weekly offs; more come from the API."""


class WeekGrid(forms.Widget):
    """A row for each week and a box for each weekday; ``count`` is the id of the field of weeks."""

    template_name = "attendance/week_grid.html"
    weeks = LONGEST_CYCLE
    choices: Iterable[tuple[str, str]] = ()

    class Media:
        js = ("attendance/week_grid.js",)
        css = {"all": ("attendance/board.css",)}

    def get_context(self, name: str, value: Any, attrs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context(name, value, attrs)
        cells = value if isinstance(value, Mapping) else {}
        context["widget"] |= {
            "weekdays": WEEKDAYS,
            "choices": list(self.choices),
            "rows": [
                [
                    (f"{name}-{week}-{day}", str(cells.get((week, day), "")))
                    for day in DAYS_OF_A_WEEK
                ]
                for week in range(self.weeks)
            ],
        }
        return context

    def value_from_datadict(self, data: Any, files: Any, name: str) -> dict[Cell, str]:
        found = {
            (week, day): data.get(f"{name}-{week}-{day}", "")
            for week in range(self.weeks)
            for day in DAYS_OF_A_WEEK
        }
        return {cell: text for cell, text in found.items() if text}

    def value_omitted_from_data(self, data: Any, files: Any, name: str) -> bool:
        return False


class OffGrid(WeekGrid):
    """The same with a box to tick."""

    weeks = OFF_WEEKS
    choices = (("off", "off"),)


class GridField(forms.Field):
    """Cells of a grid by week and weekday, both from 0."""

    widget: Any = WeekGrid

    def to_python(self, value: Any) -> Any:
        return value or {}


class PatternForm(RosterForm):
    """A pattern with its days; shifts of sites where the reader may not write are not offered."""

    offered: Any = Shift.objects.none()
    days = GridField(required=False, help_text="an empty day is off")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._shifts = {str(one.pk): one for one in self.offered.select_related("site")}
        several = len({one.site_id for one in self._shifts.values()}) > 1
        if "days" not in self.fields:
            return
        self.fields["days"].widget.choices = [
            (key, f"{one} ({one.site})" if several else str(one))
            for key, one in self._shifts.items()
        ]
        if self.instance.pk:
            self.initial["days"] = {
                (one.week - 1, one.weekday): one.shift_id for one in self.instance.days.all()
            }

    def clean(self) -> dict[str, Any] | None:
        """Put the shifts of the weeks that the pattern has in the place of their keys."""
        weeks, given = self.cleaned_data.get("weeks") or 0, self.cleaned_data.get("days", {})
        cells = {cell: key for cell, key in given.items() if cell[0] < weeks}
        if set(cells.values()) <= set(self._shifts):
            self.cleaned_data["days"] = {cell: self._shifts[key] for cell, key in cells.items()}
        else:
            self.add_error("days", "There is no such shift.")
        return super().clean()

    def _post_clean(self) -> None:
        super()._post_clean()
        if self.errors:
            return
        try:
            services.check_pattern(pattern=self.instance, shifts=self.cleaned_data["days"])
        except DomainError as error:
            self.add_error("days", error.detail)


def _weeks_of(row: WeeklyOff) -> Sequence[frozenset[int]]:
    """Return a row's weeks; none of one that makes no sense, for its form to fill in."""
    try:
        return row.offs().weeks
    except (TypeError, ValueError):
        return ()


class WeeklyOffForm(RosterForm):
    """Weekdays off, ticked; a cycle has as many weeks as it says."""

    cycle = forms.IntegerField(
        min_value=1,
        max_value=OFF_WEEKS,
        initial=1,
        label="Weeks in the cycle",
        help_text="1: the same every week; the first is the week of the first day",
    )
    weeks = GridField(widget=OffGrid, required=False, label="Days off")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        weeks = _weeks_of(self.instance) if self.instance.pk else ()
        if weeks:
            self.initial["cycle"] = len(weeks)
        self.initial["weeks"] = {
            (number, day): "off" for number, week in enumerate(weeks) for day in week
        }

    def clean(self) -> dict[str, Any] | None:
        """Put the lists of weekdays that the row keeps in the place of the ticks."""
        ticked, length = self.cleaned_data.get("weeks", {}), self.cleaned_data.get("cycle") or 1
        self.cleaned_data["weeks"] = [
            [day for day in DAYS_OF_A_WEEK if (week, day) in ticked] for week in range(length)
        ]
        return super().clean()
