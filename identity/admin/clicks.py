"""What a click in the grid of review means: the form's words into groups and a saying."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from django.http import QueryDict

from identity.models import Decision, Employee
from identity.services import Saying

DELETE = "delete"
CODE = re.compile(r"\(([^()]+)\)\s*$")
"""The people's list offers "Name (CODE)"."""


class BadClick(Exception):
    """The form says something that cannot be done; the text is for the person."""


@dataclass(frozen=True, slots=True)
class Click:
    """``saying`` None: the pictures are to be deleted."""

    groups: list[str]
    saying: Saying | None
    enrols: bool = False


def read_click(form: QueryDict, user: Any) -> Click:
    """Return what was clicked; raises BadClick."""
    word, groups = form.get("do", ""), form.getlist("group")
    if word == DELETE:
        return Click(groups, None)
    if word in (Decision.Word.VISITOR, Decision.Word.NOBODY):
        return Click(groups, Saying(word))
    if word not in (Decision.Word.NAMED, Decision.Word.NOT_THEM):
        raise BadClick("Choose what to do.")
    employee = _employee(form, user)
    return Click(groups, Saying(word, employee), enrols=bool(form.get("enrol")))


def _employee(form: QueryDict, user: Any) -> Employee:
    """Return whom the form means: the suggested one by number, or one typed as "Name (CODE)"."""
    people = Employee.objects.for_user(user, "identity.view_employee")
    site, likely, typed = form.get("site", ""), form.get("likely", ""), form.get("who", "").strip()
    mine = people.filter(site_id=int(site)) if site.isdecimal() else people
    if typed:
        code = CODE.search(typed)
        mine = mine.filter(employee_code=code.group(1) if code else typed)
    elif likely.isdecimal():
        mine = mine.filter(pk=int(likely))
    else:
        raise BadClick("Say first who it is: choose a name from the list.")
    found: Employee | None = mine.first()
    if found is None:
        raise BadClick(f"There is nobody called {typed or likely} here.")
    return found
