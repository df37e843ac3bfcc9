"""Reads of identity, with a fixed number of queries each."""

from identity.selectors.enrolled import (
    EnrolledHere,
    collection_of,
    enrolled_here,
    eyes_of,
    is_missing,
    place_of,
    templates_in_use,
    untried_at,
)
from identity.selectors.erasing import KeptOfFace, kept_of_face, shown_in
from identity.selectors.evidence import sites_of
from identity.selectors.in_force import groups_strangers, habits_of, quiet_of, thresholds_of
from identity.selectors.naming import (
    is_denied,
    is_recognisable,
    is_recognisable_locked,
    is_to_be_forgotten,
)
from identity.selectors.review import (
    Group,
    LastClick,
    give_photos,
    in_groups,
    last_clicks,
    nameable,
    review_page,
)
from identity.selectors.searching import (
    SettledSighting,
    camera_called,
    gallery_of,
    owners_of,
    settled_among,
)
from identity.selectors.statistics import SearchDay, search_days, total_of
from identity.selectors.tracks import TrackSoFar, track_so_far

__all__ = [
    "EnrolledHere",
    "Group",
    "KeptOfFace",
    "LastClick",
    "SearchDay",
    "SettledSighting",
    "TrackSoFar",
    "camera_called",
    "collection_of",
    "enrolled_here",
    "eyes_of",
    "gallery_of",
    "give_photos",
    "groups_strangers",
    "habits_of",
    "in_groups",
    "is_denied",
    "is_missing",
    "is_recognisable",
    "is_recognisable_locked",
    "is_to_be_forgotten",
    "kept_of_face",
    "last_clicks",
    "nameable",
    "owners_of",
    "place_of",
    "quiet_of",
    "review_page",
    "search_days",
    "settled_among",
    "shown_in",
    "sites_of",
    "templates_in_use",
    "thresholds_of",
    "total_of",
    "track_so_far",
    "untried_at",
]
