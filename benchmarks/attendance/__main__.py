"""Attendance's figures: ``python -m benchmarks.attendance check_in|bulk|month|summary``.

Needs ``DATABASE_URL`` of a PostgreSQL whose user may make databases (``make services`` prints one)
and ``REDIS_URL``. All happens in the database ``attendance_benchmark``, which is made anew.
"""

from __future__ import annotations

import os
import sys
from importlib import import_module
from urllib.parse import urlsplit

import django
import psycopg
from django.core.management import call_command
from psycopg.sql import SQL, Identifier

DATABASE = "attendance_benchmark"
SUBJECTS = ("check_in", "bulk", "month", "summary")


def main() -> None:
    subject = sys.argv[1] if len(sys.argv) > 1 else ""
    environment = os.environ  # noqa: TID251 - this is a program of its own
    url = urlsplit(environment.get("DATABASE_URL", ""))
    if subject not in SUBJECTS or not url.scheme.startswith("postgres"):
        sys.exit(__doc__)
    with psycopg.connect(url._replace(scheme="postgresql").geturl(), autocommit=True) as server:
        server.execute(SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(Identifier(DATABASE)))
        server.execute(SQL("CREATE DATABASE {}").format(Identifier(DATABASE)))
    environment["DATABASE_URL"] = url._replace(path=f"/{DATABASE}").geturl()
    environment.setdefault("DJANGO_SETTINGS_MODULE", "factory.settings")
    django.setup()
    call_command("migrate", verbosity=0)
    import_module(f"benchmarks.attendance.{subject}").main(sys.argv[2:])


if __name__ == "__main__":
    main()
