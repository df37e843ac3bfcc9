"""Settings that do something: each Celery name is one that Celery knows."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from celery.app.defaults import NAMESPACES, flatten
from django.conf import settings
from django.core.management import call_command
from django.db import connection

from factory.core.checks import dotted_paths

ROOT = Path(__file__).resolve().parents[2]
KNOWN = {str(option[0]).upper() for option in flatten(NAMESPACES)}
# Read by django-celery-beat itself, and by Celery's own part for Django.
OTHERS = {"CELERY_BEAT_SCHEDULER", "CELERY_DB_REUSE_MAX"}


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


@pytest.mark.parametrize(
    ("url", "said"), [("", "the embedded Valkey (REDIS_URL)"), ("redis://localhost", "")]
)
def test_the_limit_of_one_host_is_said_once(
    url: str, said: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(settings, "REDIS_URL", url)
    call_command("check")
    out = capsys.readouterr().out
    assert out.count("factory.I001") == bool(url == "" or connection.vendor == "sqlite")
    assert said in out
    assert ("SQLite (DATABASE_URL)" in out) is (connection.vendor == "sqlite")


def test_a_path_that_leads_nowhere_is_named_with_a_hint(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(settings, "DESKS", ["streaming.desk.NONE"])
    (found,) = dotted_paths()
    assert (found.id, "streaming.desk.NONE" in found.msg) == ("factory.E001", True)
    assert found.hint


def test_the_contracts_between_modules_hold() -> None:
    tool = Path(sys.executable).with_name("lint-imports")
    done = subprocess.run([str(tool)], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout
