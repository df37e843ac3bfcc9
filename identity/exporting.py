"""Employees as a spreadsheet: the columns of the import, so that what was written can be read again."""

from __future__ import annotations

from factory.core.scoping import Access
from factory.core.spreadsheets import Cell
from identity.importing import COLUMNS
from identity.models import Employee

HEADER = tuple(column.name for column in COLUMNS)


def cells_of(person: Employee, access: Access) -> list[Cell]:
    """Return the person's row; prefetch ``identifiers``.

    The badge is empty for who may see people but not their numbers; an import leaves it as it is then.
    """
    known = access.allows("identity.view_identifier", person.site_id)
    return [getattr(person, name) if known or name != "badge" else "" for name in HEADER]
