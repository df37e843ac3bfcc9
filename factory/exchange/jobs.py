"""The two jobs of an import: checking its rows, and applying them."""

from __future__ import annotations

from typing import Any

from factory.core.jobs import JobKind, Json, Step
from factory.core.turns import taking_turns
from factory.exchange.models import Import
from factory.exchange.passing import read_upload, take_chunk

Stage = Import.Stage


def _check(params: Json, _cursor: Any) -> Step:
    row: Import = Import.objects.get(pk=params["import"])
    if row.stage != Stage.CHECKING:
        return _told(row)
    if row.lines:
        with taking_turns():
            take_chunk(row, dry=True)
    else:
        read_upload(row)
    return _told(row)


def _apply(params: Json, _cursor: Any) -> Step:
    row: Import = Import.objects.get(pk=params["import"])
    if row.stage == Stage.APPLYING:
        with taking_turns():
            take_chunk(row, dry=False)
    return _told(row)


def _told(row: Import) -> Step:
    """Return the progress; the import's own row, not the job's cursor, knows how far it is."""
    row.refresh_from_db()
    busy = row.stage in {Stage.CHECKING, Stage.APPLYING}
    return Step(
        result={"import": str(row.uuid), "stage": row.stage, "counts": row.counts},
        cursor=row.position if busy else None,
        done=row.done,
        total=row.total or None,
    )


CHECK = JobKind(name="exchange.check", title="Check of an import", step=_check)
APPLY = JobKind(name="exchange.apply", title="Import", step=_apply)
