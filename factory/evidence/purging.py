"""Starting a purge: the look at clock and retention that comes before anything is deleted."""

from __future__ import annotations

import time
from contextlib import suppress
from functools import partial
from pathlib import Path

from django.conf import settings
from django.db.models import QuerySet

from factory.core import clock
from factory.core.errors import Conflict
from factory.evidence import home
from factory.evidence.models import PurgeRun
from factory.evidence.purge_guard import LONGEST_SILENCE, Mark, why_refuse
from factory.evidence.retention import all_days
from factory.evidence.services import local_root
from factory.evidence.traces import was_silent

BOOT_ID = Path("/proc/sys/kernel/random/boot_id")


class PurgeRefused(Conflict):
    """Nothing is deleted until a person has looked; ``force`` says that one has."""

    code = "purge-refused"


def present_mark() -> Mark:
    """Return the present moment by the wall's clock and by the machine's."""
    boot = ""
    with suppress(OSError):
        boot = BOOT_ID.read_text(encoding="ascii").strip()
    return Mark(
        at=clock.now(),
        boot=boot,
        ticks=time.clock_gettime(getattr(time, "CLOCK_BOOTTIME", time.CLOCK_MONOTONIC)),
        retention=all_days(),
    )


def why_wait() -> str:
    """Return why a purge would wait for a person now, or an empty text."""
    root, now = local_root(), present_mark()
    away = home.why_not_home(root) if root else ""
    last, own = _newest(PurgeRun.objects.all()), _newest(PurgeRun.objects.filter(boot=now.boot))
    silent = partial(was_silent, longest=LONGEST_SILENCE)
    return away or why_refuse(last, now, own=own, silent=silent)


def check(*, force: bool = False) -> None:
    """Raise PurgeRefused where a purge must wait for a person."""
    reason = why_wait()
    if reason and not force:
        raise PurgeRefused(f"Nothing was deleted: {reason}. Look, then run it with --force.")


def begin(*, force: bool = False) -> None:
    """Check, and write down that a purge begins: the next one compares itself with it."""
    check(force=force)
    root = local_root()
    if force and root is not None and root.is_dir():
        home.adopt(root)
    mark = present_mark()
    PurgeRun.objects.create(
        at=mark.at,
        retention_days=settings.SNAPSHOT_RETENTION_DAYS,
        retention=dict(mark.retention),
        boot=mark.boot,
        ticks=mark.ticks,
    )


def _newest(runs: QuerySet[PurgeRun]) -> Mark | None:
    run = runs.first()
    return Mark(run.at, run.boot, run.ticks, run.retention) if run else None
