"""The words of ``attendance.summary`` in SQL; a test holds the two against each other."""

from __future__ import annotations

from django.db.models import Q

from attendance.vocabulary import DayStatus

COUNTED = Q(is_scheduled=True) & ~Q(status__in=[DayStatus.ON_LEAVE, DayStatus.EXPECTED])
HAS_COME = Q(first_in__isnull=False) | Q(last_out__isnull=False)
ATTENDED = COUNTED & HAS_COME & ~Q(status=DayStatus.ABSENT)
ON_TIME = ATTENDED & Q(first_in__isnull=False, is_late=False, is_early_exit=False)
