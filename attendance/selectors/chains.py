"""How far one must look beyond some days for the sake of given shifts that overlap in chains."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from attendance.chains import Chain, GivenShift, chains_of, given_shift, is_whole
from attendance.models import Punch
from attendance.reach import Reach
from attendance.rosters import A_DAY
from attendance.selectors.site_books import SiteBook
from attendance.vocabulary import Direction
from factory.sites.models import Site

AROUND = timedelta(days=10)
"""So far is looked at once; farther only where a chain goes on."""


@dataclass(frozen=True, slots=True)
class Around:
    """The wanted days, and from when to when shifts and punches are read for them."""

    first: date
    last: date
    since: date
    until: date


def days_around(
    site: Site,
    book: SiteBook,
    employee_ids: Collection[int],
    first: date,
    last: date,
    *,
    touched: bool = False,
) -> Around:
    """Return what to read for the days from first to last, which hang on others (``reach``).

    Where given shifts overlap in a chain, the days that hang on these are wanted as well. ``touched``
    says that the days are marked ones, a day on either side of a change, and wants all that such a
    change may reach. One query, and one more for each doubling of the look.
    """
    look = AROUND
    while True:
        since, until = _midnight(site, first - look), _midnight(site, last + look + A_DAY)
        shifts = _given(site, employee_ids, since, until)
        reach = book.reach(one.hours(site.zone) for own in shifts.values() for one in own)
        wanted = reach.touched(first, last) if touched else (first, last)
        read = reach.read(*wanted)
        chains = [
            chain for own in shifts.values() for chain in chains_of(own) if chain.has_day(*read)
        ]
        if is_whole(chains, since, until):
            return _together(chains, wanted, reach)
        look *= 2


def _together(chains: Collection[Chain], wanted: tuple[date, date], reach: Reach) -> Around:
    first, last = wanted
    ends = [chain.days[1] for chain in chains if chain.has_day(first, last)]
    # The days behind a chain have its last shift for a neighbour.
    last = max([last, *(end + A_DAY * reach.back for end in ends if end > last)])
    since, until = reach.read(first, last)
    return Around(first, last, min([since, *(chain.days[0] for chain in chains)]), until)


def _given(
    site: Site, pks: Collection[int], since: datetime, until: datetime
) -> dict[int, list[GivenShift]]:
    rows = Punch.objects.counting().filter(employee_id__in=pks, shift_data__isnull=False)
    found: dict[int, list[GivenShift]] = defaultdict(list)
    columns = rows.within(since, until).values_list("employee_id", "at", "direction", "shift_data")
    for pk, at, direction, data in columns:
        if data is not None:
            found[pk].append(given_shift(site.time_zone, at, Direction(direction), data))
    return found


def _midnight(site: Site, day: date) -> datetime:
    return datetime.combine(day, time.min, tzinfo=site.zone)
