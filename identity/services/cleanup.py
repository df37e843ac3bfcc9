"""Cleaning up old snapshots: identity's word for the purge of evidence, with an alert where it stops."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from factory.alerts.models import Severity
from factory.alerts.services import raise_alert, resolve_alert
from factory.core import clock
from factory.core.jobs import JobKind, Json, Step, work_here
from factory.evidence import purging
from factory.evidence.purge import purge_slice
from factory.evidence.purge_order import make_order
from factory.sites.selectors import default_site
from identity.services.lost_photos import PHASE as PHOTOS
from identity.services.lost_photos import first_cursor, photo_slice, without_photos

ALERT = "snapshot-cleanup-refused"
MISSING = "snapshots-missing"
Progress = Callable[[Step], None]


def check_cleanup(*, force: bool = False) -> None:
    """Raise PurgeRefused, and an alert, where a clean-up must wait for a person."""
    try:
        purging.check(force=force)
    except purging.PurgeRefused as error:
        raise_alert(
            site_id=default_site().pk,
            kind="snapshot-cleanup",
            severity=Severity.CRITICAL,
            text=error.detail,
            dedup_key=ALERT,
        )
        raise


def why_cleanup_waits() -> str:
    """Return why a clean-up would wait for a person now, or an empty text."""
    return purging.why_wait()


def begin_cleanup(*, force: bool = False) -> None:
    """Check, write down that a clean-up begins, and close the alert of an earlier refusal."""
    check_cleanup(force=force)
    purging.begin(force=force)
    resolve_alert(site_id=default_site().pk, dedup_key=ALERT)


def cleanup_slice(params: Json, cursor: Json | None) -> Step:
    """Do one slice of a clean-up job: ``{dry_run?, force?, sites?}``. Raises PurgeRefused before the
    first. Of some sites only rows and their files are looked at; without, everything is.
    """
    dry_run = bool(params.get("dry_run"))
    force = bool(params.get("force"))
    if cursor is None and not dry_run:
        begin_cleanup(force=force)
    if cursor and cursor["phase"] == PHOTOS:
        return photo_slice(cursor, dry_run=dry_run)
    sites = params.get("sites")
    order = make_order(clock.now(), dry_run=dry_run, force=force, sites=sites)
    step = purge_slice(order, cursor)
    if step.cursor is not None:
        return step
    if sites is not None:
        return replace(step, result=without_photos(step.result))
    if not dry_run:
        _tell_of_missing(step.result["rows_waiting"])
    return replace(step, cursor=first_cursor(step.result, step.done))


def _tell_of_missing(rows: int) -> None:
    """Raise an alert where more pictures are missing than chance explains, or close it."""
    site_id = default_site().pk
    if not rows:
        resolve_alert(site_id=site_id, dedup_key=MISSING)
        return
    raise_alert(
        site_id=site_id,
        kind="snapshots-missing",
        severity=Severity.CRITICAL,
        text=f"The files of {rows} snapshots are missing; their rows wait until somebody has looked.",
        dedup_key=MISSING,
    )


def cleanup_whole(
    *,
    dry_run: bool = False,
    force: bool = False,
    progress: Progress | None = None,
    by: str = "a program",
) -> Json:
    """Clean up at once and return the guide's dictionary; raises PurgeRefused. The table of clean-ups
    names ``by`` as who asked for it.
    """
    params = {"dry_run": dry_run, "force": force, "by": by}
    return work_here(kind=CLEANUP_JOB, params=params, progress=progress)


CLEANUP_JOB = JobKind(
    name="identity.snapshot_cleanup", title="Snapshot cleanup", step=cleanup_slice
)
"""Declared here, since both the night's schedule and people start it."""
