"""Marks of tests whose threads meet in the database."""

from __future__ import annotations

import pytest
from django.db import connection

ON_POSTGRES_ONLY = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.postgres,
    pytest.mark.skipif(
        connection.vendor != "postgresql",
        reason="threads share one SQLite in memory, whose tables lock instead of waiting",
    ),
]
