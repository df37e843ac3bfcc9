"""One pass over an import's rows, chunk by chunk: dry to see what they would do, then for good."""

from __future__ import annotations

import logging
from collections import Counter
from collections.abc import Sequence
from typing import BinaryIO, cast

from django.db import IntegrityError, transaction

from factory.core import clock
from factory.core.errors import Invalid
from factory.core.sheet_reading import read_sheet
from factory.exchange import files
from factory.exchange.importers import Batch, Importer, importer_of
from factory.exchange.models import Import
from factory.exchange.rows import Outcome, Row, Verdict
from factory.exchange.tables import header_and_rest, read_lines

logger = logging.getLogger(__name__)
MOST_PROBLEMS = 1000
SAMPLED = 20
Stage = Import.Stage


def read_upload(row: Import) -> None:
    """Turn the upload into rows with named columns; an unreadable one is refused with the reason."""
    importer = importer_of(row.kind)
    try:
        with files.store().open(row.upload) as file:
            header, rest, first = header_and_rest(
                read_sheet(cast("BinaryIO", file)), importer.columns
            )
            name, total = files.keep_lines(read_lines(rest, header, importer.mark_of, first=first))
    except Invalid as error:
        _settle(row, Stage.REFUSED, failure=error.detail)
        files.delete(row.upload)
        return
    fresh = Import.objects.filter(pk=row.pk, lines="")
    if not fresh.update(lines=name, total=total, ignored=list(header.unknown), upload=""):
        files.delete(name)
        return
    files.delete(row.upload)


def take_chunk(row: Import, *, dry: bool) -> None:
    """Take the next rows; what they did and how far we are is written in their own transaction.

    Rows that somebody else has written since they were looked for are taken once more, as they are now.
    """
    try:
        _take_chunk(row, dry=dry)
    except IntegrityError:
        logger.warning("⚠️ rows of %s are taken once more", row.filename, exc_info=True)
        _take_chunk(row, dry=dry)


def _take_chunk(row: Import, *, dry: bool) -> None:
    importer = importer_of(row.kind)
    lines, end = files.read_some(row.lines, row.position, importer.chunk)
    with transaction.atomic():
        # A worker that lost its lease must not take what another one has taken.
        locked: Import = Import.objects.select_for_update().get(pk=row.pk)
        if locked.position != row.position or locked.stage != row.stage:
            return
        if not lines:
            _settle(row, Stage.CHECKED if dry else Stage.APPLIED)
            return
        verdicts = _judge(importer, locked, lines, dry=dry)
        _note(locked, verdicts, [line for line, _ in lines])
        locked.position = end
        locked.save(update_fields=["position", "counts", "problems", "sample"])


def _judge(
    importer: Importer, row: Import, lines: Sequence[tuple[Row, int | None]], *, dry: bool
) -> list[Verdict]:
    twins = [
        Verdict(line.number, Outcome.WRONG, {importer.key[0]: f"The same as row {twin}."})
        for line, twin in lines
        if twin
    ]
    single = [line for line, twin in lines if not twin]
    with transaction.atomic():
        batch = Batch(site=row.site, rows=single, caller=row.who, dry=dry)
        taken = list(importer.take(batch)) if single else []
        if dry:
            transaction.set_rollback(True)
    return sorted([*taken, *twins], key=lambda verdict: verdict.number)


def _note(row: Import, verdicts: Sequence[Verdict], lines: Sequence[Row]) -> None:
    row.counts = dict(Counter(row.counts) + Counter(str(one.outcome) for one in verdicts))
    problems = [
        [one.number, column, text] for one in verdicts for column, text in one.errors.items()
    ]
    row.problems = [*row.problems, *problems][:MOST_PROBLEMS]
    outcomes = {one.number: str(one.outcome) for one in verdicts}
    sample = [[one.number, outcomes.get(one.number, ""), one.values] for one in lines[:SAMPLED]]
    row.sample = [*row.sample, *cast("list[object]", sample)][:SAMPLED]


def _settle(row: Import, stage: str, *, failure: str = "") -> None:
    Import.objects.filter(pk=row.pk).update(
        stage=stage, failure=failure, finished_at=clock.now(), position=0
    )
    if stage == Stage.APPLIED:
        kept = Import.objects.get(pk=row.pk)
        transaction.on_commit(lambda: files.delete(kept.lines))
        Import.objects.filter(pk=row.pk).update(lines="")
