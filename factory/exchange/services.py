"""Imports: taking a file in, checking its rows, applying them. Safe to repeat at every step."""

from __future__ import annotations

import logging
from datetime import datetime, timedelta

from django.core.files.base import File
from django.db import transaction
from django.db.models import Q

from factory.audit.services import record
from factory.core import clock
from factory.core.errors import Conflict, Refused
from factory.core.jobs import JobKind, start_job
from factory.core.leases import State
from factory.core.models import User
from factory.core.scoping import access_of
from factory.exchange import files
from factory.exchange.importers import importer_of
from factory.exchange.models import Import
from factory.sites.models import Site

logger = logging.getLogger(__name__)
FILES_KEPT = timedelta(days=2)
"""Long enough to look over a week-end's list on Monday's file; what was found stays in the row."""
DETAILS_KEPT = timedelta(days=30)
"""Rows' problems and samples hold people's data."""
Stage = Import.Stage


def begin_import(
    *, kind: str, site: Site, file: File[bytes], filename: str, caller: User, job: JobKind
) -> Import:
    """Keep the file and start checking it; nothing is written until ``apply_import``.

    Raises Invalid for an unknown kind, Refused where the caller may not write such rows there.
    """
    importer = importer_of(kind)
    if not access_of(caller).allows(importer.perm, site.pk):
        raise Refused("Your role at this site does not allow this.")
    kept = files.keep_upload(file)
    with transaction.atomic():
        made: Import = Import.objects.create(
            site=site, kind=kind, who=caller, filename=filename[-120:], upload=kept
        )
        return _start(made, job, caller)


def apply_import(*, row: Import, skip_wrong: bool, caller: User, job: JobKind) -> Import:
    """Start writing the checked rows, or go on after a job that failed. Safe to repeat.

    Raises Conflict while it is being checked, where rows are wrong and are not to be skipped, and
    when its file has been deleted since.
    """
    with transaction.atomic():
        locked: Import = (
            Import.objects.select_for_update(of=("self",)).select_related("job").get(pk=row.pk)
        )
        if locked.stage == Stage.APPLIED or _at_work(locked):
            return locked
        _refuse_early(locked, skip_wrong=skip_wrong)
        if locked.stage == Stage.CHECKED:
            locked.stage, locked.position = Stage.APPLYING, 0
            locked.counts, locked.problems, locked.sample = {}, [], []
            locked.save()
            rows = {"rows": locked.total, "kind": locked.kind}
            record(site_id=locked.site_id, caller=caller, act="import", subject=locked, **rows)
        return _start(locked, job, caller)


def _at_work(row: Import) -> bool:
    return row.stage == Stage.APPLYING and row.job is not None and row.job.state != State.FAILED


def _refuse_early(row: Import, *, skip_wrong: bool) -> None:
    if row.stage == Stage.CHECKING:
        raise Conflict("It is still being checked.")
    if row.stage == Stage.REFUSED or not row.lines:
        raise Conflict("There are no rows to apply; upload the file again.")
    if row.stage == Stage.CHECKED and row.wrong and not skip_wrong:
        raise Conflict(f"Rows are wrong ({row.wrong}): mend the file, or leave them out.")


def _start(row: Import, job: JobKind, caller: User) -> Import:
    row.job = start_job(kind=job, params={"import": row.pk}, site_id=row.site_id, who_id=caller.pk)
    row.save(update_fields=["job"])
    return row


def sweep() -> None:
    """Refuse what cannot be checked, and delete what has served.

    That is files that were applied or that nobody came back for, and in time what rows held.
    """
    now = clock.now()
    _refuse_unchecked(now)
    old = Import.objects.filter(created_at__lt=now - FILES_KEPT).exclude(stage=Stage.APPLYING)
    for row in old.exclude(upload="", lines="")[:100]:
        files.delete(row.upload, row.lines)
        Import.objects.filter(pk=row.pk).update(upload="", lines="")
    details = Import.objects.filter(created_at__lt=now - DETAILS_KEPT)
    details.exclude(problems=[], sample=[]).update(problems=[], sample=[])


def _refuse_unchecked(now: datetime) -> None:
    """Say of imports whose check failed for good that it did: nobody would wait for them in vain."""
    failed = Q(job__state=State.FAILED) | Q(job=None)
    for row in Import.objects.filter(failed, stage=Stage.CHECKING).select_related("job")[:100]:
        why = row.job.failure if row.job else "its job is gone"
        left = Import.objects.filter(pk=row.pk, stage=Stage.CHECKING)
        text = f"its check failed ({why})"
        if left.update(stage=Stage.REFUSED, failure=text, finished_at=now, upload="", lines=""):
            files.delete(row.upload, row.lines)
