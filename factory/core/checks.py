"""System checks: what is misconfigured is said by ``manage.py check``, not found in production.

The plain ``check`` runs before every command and asks nobody outside the process: it neither waits nor
fails while the database or Redis are on their way up. ``check --deploy`` asks them both.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.conf import settings
from django.core import checks
from django.core.checks import CheckMessage, Error, Tags, register
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.utils.module_loading import import_string
from redis import Redis
from redis.exceptions import RedisError, ResponseError

DOTTED = (
    "PERIOD_KINDS",
    "JOB_KINDS",
    "IMPORTERS",
    "SWEEPS",
    "HEALTH_CHECKS",
    "LIVE_DOCS",
    "SITE_SETTINGS",
    "DESKS",
    "DEMO_SEEDS",
)
SINGLE = ("ROLE_GRANTS", "ACCESS_RESOLVER", "AUDIT_TRAIL", "LISTENING_SOCKET")


@register(Tags.compatibility)
def dotted_paths(**_kwargs: Any) -> list[CheckMessage]:
    """Every path by which the roof names an app's part must resolve."""
    paths = [path for name in DOTTED for path in getattr(settings, name)]
    paths += settings.STREAMING_CONSUMERS.values()
    paths += settings.LIVE_ROUTES.values()
    paths += settings.SYSTEM_INFO.values()
    paths += [getattr(settings, name) for name in SINGLE]
    paths += [storage["BACKEND"] for storage in settings.STORAGES.values()]
    return [problem for path in paths for problem in _unresolved(path)]


def _unresolved(path: str) -> Iterator[CheckMessage]:
    try:
        import_string(path)
    except ImportError as error:
        hint = (
            "A setting names it: see factory/settings.py, or EVIDENCE_STORAGE in the environment."
        )
        yield Error(f"{path} cannot be imported: {error}", hint=hint, id="factory.E001")


@register(Tags.files)
def data_directory(**_kwargs: Any) -> list[CheckMessage]:
    """Snapshots, logs and collected static files need a directory that can be written."""
    try:
        settings.STATIC_ROOT.mkdir(parents=True, exist_ok=True)
        for folder in settings.SNAPSHOT_FOLDERS:
            (settings.SNAPSHOT_DIR / folder).mkdir(parents=True, exist_ok=True)
    except OSError as error:
        hint = "Set DATA_DIR to a directory that this user may write."
        return [Error(f"{settings.DATA_DIR} cannot be used: {error}", hint=hint, id="factory.E002")]
    return []


def one_host() -> list[CheckMessage]:
    """Return what the embedded default cannot do, as the command ``check`` says it."""
    embedded = [] if connection.vendor == "postgresql" else ["SQLite (DATABASE_URL)"]
    embedded += [] if settings.REDIS_URL else ["the embedded Valkey (REDIS_URL)"]
    if not embedded:
        return []
    message = f"This installation serves one host: it stands on {' and '.join(embedded)}."
    hint = "Right for one machine; for more set the variables in brackets (docs/production.md)."
    return [checks.Info(message, hint=hint, id="factory.I001")]


@register(deploy=True)
def production_database(**_kwargs: Any) -> list[CheckMessage]:
    """Return whether it is PostgreSQL, answers, and has every migration."""
    if connection.vendor != "postgresql":
        hint = "Set DATABASE_URL; SQLite serves one host, with one writer at a time."
        return [checks.Warning("The database is not PostgreSQL.", hint=hint, id="factory.W001")]
    try:
        executor = MigrationExecutor(connection)
    except DatabaseError as error:
        hint = "Is the server up, and is DATABASE_URL right?"
        message = f"The database does not answer: {type(error).__name__}"
        return [Error(message, hint=hint, id="factory.E005")]
    waiting = executor.migration_plan(executor.loader.graph.leaf_nodes())
    hint = "Run manage.py migrate before the processes start."
    message = f"{len(waiting)} migrations wait."
    return [checks.Warning(message, hint=hint, id="factory.W003")] if waiting else []


@register(deploy=True)
def production_broker(**_kwargs: Any) -> list[CheckMessage]:
    """An embedded broker serves one host; a Redis that evicts loses tasks silently."""
    if not settings.REDIS_URL:
        hint = "Set REDIS_URL; the embedded Valkey serves one host only."
        return [checks.Warning("There is no REDIS_URL.", hint=hint, id="factory.W002")]
    return list(_redis_problems(settings.REDIS_URL))


def _redis_problems(url: str) -> Iterator[CheckMessage]:
    client = Redis.from_url(url, socket_timeout=2, socket_connect_timeout=2)
    try:
        policy = client.config_get("maxmemory-policy")
    except ResponseError:
        hint = "Make sure that it is noeviction: an evicted queue is lost work."
        message = "Redis does not tell its maxmemory-policy."
        yield checks.Info(message, hint=hint, id="factory.I002")
        return
    except RedisError as error:
        hint = "Is the server up, and is REDIS_URL right?"
        yield Error(f"Redis does not answer: {type(error).__name__}", hint=hint, id="factory.E003")
        return
    chosen = dict(policy).get("maxmemory-policy")
    if chosen not in (None, "noeviction"):
        hint = "Set maxmemory-policy noeviction: an evicted queue is lost work."
        yield Error(f"Redis evicts keys ({chosen}).", hint=hint, id="factory.E004")
