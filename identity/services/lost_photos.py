"""Enrolment photos whose reason is over, and those that no row knows: left by a crash between the file
and its row. Found by night.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from itertools import islice
from pathlib import Path

from django.core.files.storage import FileSystemStorage

from factory.core import clock
from factory.core.jobs import Json, Step
from factory.evidence import tree
from factory.evidence.purge_order import Tally
from identity.models import Enrolment
from identity.models.faces import photo_store
from identity.services.photos import drop_failed_photos, drop_refused_photos

PHASE = "photos"
FOLDERS_A_SLICE = 500
"""A folder is a person's."""
AGE = timedelta(days=1)
"""Far longer than a photo waits for its row."""


def first_cursor(result: Json, done: int) -> Json:
    """Return where the photos' part of a clean-up begins, after the snapshots came to ``result``."""
    return {"phase": PHASE, "after": "", "result": without_photos(result), "done": done}


def without_photos(result: Json) -> Json:
    """Return a clean-up's result with no photo deleted (yet)."""
    return {**result, "photos_deleted": 0}


def photo_slice(cursor: Json, *, dry_run: bool) -> Step:
    """Do one slice; safe to repeat. Elsewhere than on a disk (S3) no lost photos are looked for."""
    result, tally = cursor["result"], Tally(errors=cursor["result"]["errors"])
    number = 0 if cursor["after"] else _let_go_of_known(dry_run=dry_run)
    folders = list(islice(_folders(cursor["after"], tally), FOLDERS_A_SLICE))
    number += sum(_let_go(*folder, tally, dry_run=dry_run) for folder in folders)
    result |= {"photos_deleted": result["photos_deleted"] + number, "errors": tally.errors}
    is_more = len(folders) == FOLDERS_A_SLICE
    onward = {**cursor, "after": folders[-1][1], "result": result} if is_more else None
    return Step(result=result, cursor=onward, done=cursor["done"])


def _let_go_of_known(*, dry_run: bool) -> int:
    refused = drop_refused_photos(Enrolment.objects.all(), dry_run=dry_run)
    return refused + drop_failed_photos(dry_run=dry_run)


def _folders(after: str, tally: Tally) -> Iterator[tuple[Path, str]]:
    """Yield the photos' directory with each folder in it, from the one ``after`` the last."""
    storage = photo_store()
    root = Path(storage.location) if isinstance(storage, FileSystemStorage) else None
    if root is not None and root.is_dir():
        yield from ((root, name) for name in tree.directories(root, tally.failed, after=after))


def _let_go(root: Path, folder: str, tally: Tally, *, dry_run: bool) -> int:
    """Delete a folder's photos that are old enough to have a row and have none; return how many."""
    before = (clock.now() - AGE).timestamp()
    old = [f.path for f in tree.files(root, folder, tally.failed) if f.modified < before]
    known = frozenset(Enrolment.objects.filter(photo__in=old).values_list("photo", flat=True))
    lost = [path for path in old if path not in known]
    return len(lost) if dry_run else len(tree.remove(root, lost, tally.failed).deleted)
