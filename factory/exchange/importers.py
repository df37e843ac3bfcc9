"""What an app declares so that its rows can be imported: columns, a key, and what to do with rows."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.module_loading import import_string

from factory.core.errors import DomainError, Invalid
from factory.core.four_eyes import note_refusal
from factory.core.models import User
from factory.exchange.rows import Outcome, Row, Verdict, plain
from factory.sites.models import Site


@dataclass(frozen=True, slots=True)
class Column:
    """A column by its ``name`` in the file's header; ``aliases`` are other headings that people use."""

    name: str
    help: str = ""
    example: str = ""
    required: bool = False
    aliases: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Batch:
    """Some rows of one import, judged and written together in one transaction.

    With ``dry`` the transaction is rolled back afterwards: the preview runs the very same code.
    """

    site: Site
    rows: Sequence[Row]
    caller: User | None
    dry: bool = False

    def each(self, act: Callable[[Row], Outcome]) -> list[Verdict]:
        """Call ``act(row)`` for each row; what it refuses is that row's error and undoes it alone."""
        return [judged(row, act) for row in self.rows]


def judged(row: Row, act: Callable[[Row], Outcome]) -> Verdict:
    """Return what ``act`` says of the row; DomainError and ValidationError make it wrong."""
    try:
        with transaction.atomic():
            return Verdict(row.number, act(row))
    except DomainError as error:
        note_refusal(error)
        return Verdict(row.number, Outcome.WRONG, error.fields or {"": error.detail})
    except ValidationError as error:
        return Verdict(row.number, Outcome.WRONG, _fields(error))


def _fields(error: ValidationError) -> dict[str, str]:
    if not hasattr(error, "error_dict"):
        return {"": " ".join(error.messages)}
    named = error.message_dict.items()
    return {"" if name == "__all__" else name: " ".join(texts) for name, texts in named}


@dataclass(frozen=True, slots=True)
class Importer:
    """A kind of import; settings.IMPORTERS names them all.

    ``perm`` is what a caller needs at the site. ``key`` names the columns that tell rows apart: two
    rows of a file with the same key are wrong; ``alike`` returns the part of a key's cell that counts,
    where one thing can be written in several ways, "" for none. ``take(batch)`` writes rows and returns a
    verdict for each; it asks what it needs in a fixed number of queries and is safe to repeat (a row
    taken twice is ``same``).
    """

    name: str
    title: str
    perm: str
    columns: tuple[Column, ...]
    key: tuple[str, ...]
    take: Callable[[Batch], Sequence[Verdict]]
    chunk: int = 100
    alike: Callable[[str], str] = plain

    def mark_of(self, values: Mapping[str, str]) -> tuple[str, ...]:
        """Return what tells a row of these cells apart from the others of its file."""
        return tuple(self.alike(values.get(name, "")) for name in self.key)


@lru_cache(maxsize=4)
def _declared(paths: tuple[str, ...]) -> Mapping[str, Importer]:
    return {importer.name: importer for importer in map(import_string, paths)}


def importers() -> Mapping[str, Importer]:
    """Return every declared importer by its name."""
    return _declared(tuple(settings.IMPORTERS))


def importer_of(name: str) -> Importer:
    """Return the importer; raises Invalid."""
    found = importers().get(name)
    if found is None:
        raise Invalid(f"There is no import of {name!r}.", fields={"kind": "Unknown."})
    return found
