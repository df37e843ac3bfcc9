"""Reads of identity, with a fixed number of queries each."""

from identity.selectors.review import (
    Group,
    LastClick,
    in_groups,
    last_clicks,
    nameable,
    review_page,
)
from identity.selectors.searching import (
    SettledSighting,
    camera_called,
    collection_of,
    earlier_looks,
    earlier_match,
    gallery_of,
    habits_of,
    has_templates,
    is_recognisable,
    owners_of,
    settled_among,
    thresholds_of,
)
from identity.selectors.statistics import SearchDay, search_days

__all__ = [
    "Group",
    "LastClick",
    "SearchDay",
    "SettledSighting",
    "camera_called",
    "collection_of",
    "earlier_looks",
    "earlier_match",
    "gallery_of",
    "habits_of",
    "has_templates",
    "in_groups",
    "is_recognisable",
    "last_clicks",
    "nameable",
    "owners_of",
    "review_page",
    "search_days",
    "settled_among",
    "thresholds_of",
]
