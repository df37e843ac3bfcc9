"""Where the tables of the libraries that we use stand in the admin: among the records."""

from __future__ import annotations

from factory.sites.desk import Desk

SCHEDULES = Desk(
    "django_celery_beat",
    records=frozenset(
        {"clockedschedule", "crontabschedule", "intervalschedule", "solarschedule"},
    ),
)
TOKENS = Desk("knox", records=frozenset({"authtoken"}))
SIGN_INS = Desk(
    "axes",
    title="Sign-ins",
    records=frozenset({"accessattempt", "accessfailurelog", "accesslog"}),
)
