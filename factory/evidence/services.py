"""Keeping pictures and letting them go: files in Django's storage ``evidence``, rows beside them."""

from __future__ import annotations

import logging
import secrets
from datetime import datetime
from http import HTTPStatus
from pathlib import Path
from typing import Any

from django.core.files.base import ContentFile, File
from django.core.files.storage import FileSystemStorage, Storage, storages
from django.db import transaction

from factory.audit.services import record
from factory.core import clock
from factory.core.errors import DomainError
from factory.evidence import home
from factory.evidence.models import Snapshot

logger = logging.getLogger(__name__)


class PictureGone(DomainError):
    """The row is still there, the file is not: the next clean-up settles it."""

    status = HTTPStatus.GONE
    code = "picture-gone"


def store() -> Storage:
    """Return the storage of evidence: a folder today, S3 by setting."""
    return storages["evidence"]


def local_root() -> Path | None:
    """Return the snapshot directory, or None where evidence lies elsewhere (S3)."""
    storage = store()
    return Path(storage.location) if isinstance(storage, FileSystemStorage) else None


def new_path(kind: str, captured_at: datetime) -> str:
    """Return ``kind/2026/11/24/random.jpg``: a directory a day, a name nobody guesses."""
    return f"{kind}/{captured_at:%Y/%m/%d}/{secrets.token_urlsafe(16)}.jpg"


def keep(
    *,
    site_id: int,
    kind: str,
    jpeg: bytes,
    captured_at: datetime | None = None,
) -> Snapshot:
    """Store a JPEG and its row; not for use inside a transaction, since it writes a file.

    The file comes first: a crash in between leaves an orphan, which the purge finds, and never a row
    without its picture.
    """
    moment = captured_at or clock.now()
    root = local_root()
    if root is not None:
        home.claim(root)
    path = store().save(new_path(kind, moment), ContentFile(jpeg))
    try:
        snapshot: Snapshot = Snapshot.objects.create(
            site_id=site_id,
            kind=kind,
            path=path,
            bytes=len(jpeg),
            captured_at=moment,
        )
    except Exception:
        # A picture that no row knows is one that no erasure finds.
        store().delete(path)
        raise
    return snapshot


def reclass(snapshot: Snapshot | None, kind: str) -> None:
    """Let a picture be of another class, with that class's retention from its own day on; its file
    stays where it lies. Safe to repeat.
    """
    if snapshot is None or snapshot.kind == kind:
        return
    Snapshot.objects.filter(pk=snapshot.pk).update(kind=kind)
    snapshot.kind = kind


def discard(snapshot: Snapshot) -> int:
    """Delete the file, then the row; return the bytes freed. Safe to repeat; raises OSError."""
    store().delete(snapshot.path)
    Snapshot.objects.filter(pk=snapshot.pk).delete()
    return snapshot.bytes


def open_picture(*, snapshot: Snapshot, caller: Any) -> File[bytes]:
    """Return the picture's file, open for reading; who looked at it is written down, a vehicle's too:
    it may show who drives.

    Raises PictureGone where the file has gone before its row.
    """
    try:
        file: File[bytes] = store().open(snapshot.path)
    except FileNotFoundError as error:
        raise PictureGone("The picture has been deleted.") from error
    record(site_id=snapshot.site_id, caller=caller, act="view-image", subject=snapshot)
    return file


def hold(*, snapshots: Any, on: bool, caller: Any) -> int:
    """Set or end the legal hold of snapshots; return how many changed. Safe to repeat."""
    changed = list(snapshots.exclude(legal_hold=on))
    for snapshot in changed:
        with transaction.atomic():
            Snapshot.objects.filter(pk=snapshot.pk).update(legal_hold=on)
            act = "hold" if on else "end-hold"
            record(site_id=snapshot.site_id, caller=caller, act=act, subject=snapshot)
    return len(changed)
