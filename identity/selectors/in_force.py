"""What a site decided about faces, remembered for a second: every search asks for it."""

from __future__ import annotations

from datetime import timedelta
from typing import TypeVar

from factory.core.memo import Memo
from factory.sites.site_settings import Setting, values_in_force
from identity.matching import Thresholds
from identity.site_settings import (
    GROUP_STRANGERS,
    MATCH_FROM,
    REVIEW_FROM,
    TIE_MARGIN,
    TRACK_QUIET_MINUTES,
)
from identity.track_book import Habits

T = TypeVar("T", int, float)
ALL = (REVIEW_FROM, MATCH_FROM, TIE_MARGIN, TRACK_QUIET_MINUTES, GROUP_STRANGERS)
_values: Memo[int, dict[str, float]] = Memo()


def _in_force(setting: Setting[T], site_id: int) -> T:
    return setting.clean(_values.get(site_id, lambda: values_in_force(site_id, ALL))[setting.name])


def thresholds_of(site_id: int) -> Thresholds:
    return Thresholds(
        review_from=_in_force(REVIEW_FROM, site_id),
        match_from=_in_force(MATCH_FROM, site_id),
        tie_margin=_in_force(TIE_MARGIN, site_id),
    )


def quiet_of(site_id: int) -> timedelta:
    """Return for how long a track that was answered rests."""
    return timedelta(minutes=_in_force(TRACK_QUIET_MINUTES, site_id))


def groups_strangers(site_id: int) -> bool:
    return bool(_in_force(GROUP_STRANGERS, site_id))


def habits_of(site_id: int) -> Habits:
    """Return how a camera of this site goes about its tracks."""
    return Habits(quiet=quiet_of(site_id))
