"""Settings that do something: each Celery name is one that Celery knows."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from celery.app.defaults import NAMESPACES, flatten
from django.conf import settings
from django.core.management import call_command

ROOT = Path(__file__).resolve().parents[2]
KNOWN = {str(option[0]).upper() for option in flatten(NAMESPACES)}
# django-celery-beat reads this one itself.
OTHERS = {"CELERY_BEAT_SCHEDULER"}


@pytest.mark.parametrize("name", [n for n in dir(settings) if n.startswith("CELERY_")])
def test_celery_knows_the_setting(name: str) -> None:
    assert name in OTHERS or name.removeprefix("CELERY_") in KNOWN


def test_tasks_end_before_the_broker_gives_them_to_somebody_else() -> None:
    assert settings.CELERY_TASK_SOFT_TIME_LIMIT < settings.CELERY_TASK_TIME_LIMIT
    visibility = settings.CELERY_BROKER_TRANSPORT_OPTIONS["visibility_timeout"]
    assert visibility > settings.CELERY_TASK_TIME_LIMIT


@pytest.mark.django_db
def test_no_migration_is_missing() -> None:
    call_command("makemigrations", check=True, dry_run=True, verbosity=0)


def test_the_checks_find_nothing() -> None:
    call_command("check", fail_level="WARNING")


def test_the_contracts_between_modules_hold() -> None:
    tool = Path(sys.executable).with_name("lint-imports")
    done = subprocess.run([str(tool)], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout
