"""The payroll period that a page is about: the one that ends in the chosen month, or is that month."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from urllib.parse import urlencode

from attendance.admin.pages.choices import Choice
from attendance.rosters import A_DAY
from attendance.selectors.boards import neighbour_months
from attendance.selectors.payroll_periods import payroll_periods
from attendance.selectors.site_memory import marks_reaching

LINES = 200


@dataclass(frozen=True, slots=True)
class Period:
    """The days from first to last, both included; as text "March 2026" or "26 Feb to 25 Mar 2026"."""

    choice: Choice
    first: date
    last: date

    def __str__(self) -> str:
        if self.first.day == 1 and (self.last + A_DAY).day == 1:
            return f"{self.first:%B %Y}"
        year = "" if self.first.year == self.last.year else f" {self.first.year}"
        return f"{self.first.day} {self.first:%b}{year} to {self.last.day} {self.last:%b %Y}"

    @property
    def context(self) -> dict[str, object]:
        month = self.choice.month
        before, after = neighbour_months(month)
        chosen = {"choice": self.choice, "month": month, "before": before, "after": after}
        return {**chosen, "period": str(self), **self._waiting()}

    def _waiting(self) -> dict[str, object]:
        """Return whether days of the period are still being derived, and of how many people none can."""
        marks = marks_reaching(self.choice.site, self.first, self.last)
        aside = marks.set_aside().order_by().values("employee").distinct().count()
        return {"waiting": marks.filter(reason="").exists(), "aside": aside}

    def files(self, address: str) -> list[tuple[str, str]]:
        """Return the period's files under an address of the API, by name."""
        days = urlencode({"start_date": self.first.isoformat(), "end_date": self.last.isoformat()})
        forms = (("Excel", "xlsx"), ("CSV", "csv"))
        return [
            (name, f"{address}?{self.choice.query}&{days}&format={form}") for name, form in forms
        ]


def period_of(choice: Choice) -> Period:
    """Return the site's period in which the chosen month begins: one query."""
    return Period(choice, *payroll_periods(choice.site.pk).period_of(choice.month))
