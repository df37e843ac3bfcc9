"""What a click in the grid of review means: the form's words into groups and a saying."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from django.http import QueryDict

from identity.models import Decision, Employee
from identity.selectors.review import KEY
from identity.services import Saying

DELETE, YES = "delete", "yes"
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
    """Return what was clicked; raises BadClick. ``do`` is a word, or ``word:number`` of a suggested
    person.
    """
    word, _, about = form.get("do", "").partition(":")
    groups = form.getlist("group")
    if word == DELETE:
        return Click(groups, None)
    if word in (Decision.Word.VISITOR, Decision.Word.NOBODY):
        return Click(groups, Saying(word))
    if word not in (YES, Decision.Word.NAMED, Decision.Word.NOT_THEM):
        raise BadClick("Choose what to do.")
    # No name has a NUL, which PostgreSQL does not even take as a question.
    typed, likely = form.get("who", "").replace("\0", "").strip(), about or form.get("likely", "")
    # "Yes, it is" and "Not Ada" mean the suggested one, whatever is typed beside them.
    about_likely = word == YES or (word == Decision.Word.NOT_THEM and likely)
    employee = _employee(form, user, typed="" if about_likely else typed, likely=likely)
    word = Decision.Word.NAMED if word == YES else word
    return Click(groups, Saying(word, employee), enrols=bool(form.get("enrol")))


def _employee(form: QueryDict, user: Any, *, typed: str, likely: str) -> Employee:
    """Return whom the form means: one typed as "Name (CODE)", or the suggested one by number."""
    people = Employee.objects.for_user(user, "identity.view_employee")
    site = form.get("site", "")
    mine = people.filter(site_id=int(site)) if KEY.fullmatch(site) else people
    if typed:
        code = CODE.search(typed)
        mine = mine.filter(employee_code=code.group(1) if code else typed)
    elif KEY.fullmatch(likely):
        mine = mine.filter(pk=int(likely))
    else:
        raise BadClick("Say first who it is: choose a name from the list.")
    found: Employee | None = mine.first()
    if found is None:
        raise BadClick(f"There is nobody called {typed or likely} here.")
    return found
