"""What each site may decide about faces; edited in the admin, in force from a moment on."""

from __future__ import annotations

from factory.sites.site_settings import Setting

REVIEW_FROM = Setting(
    "identity.review_from", "Similarity from which a person looks (%)", 80.0, least=50, most=100
)
MATCH_FROM = Setting(
    "identity.match_from", "Similarity from which a face is a match (%)", 95.0, least=50, most=100
)
TIE_MARGIN = Setting(
    "identity.tie_margin",
    "Two people no farther apart than this are not told apart (%)",
    1.0,
    least=0,
    most=20,
)
TRACK_QUIET_MINUTES = Setting(
    "identity.track_quiet_minutes",
    "Minutes for which a matched track is not searched again",
    10,
    least=0,
    most=1440,
)
GROUP_STRANGERS = Setting(
    "identity.group_strangers",
    "Group unnamed faces by likeness for review (0 no, 1 yes)",
    1,
    least=0,
    most=1,
)
