"""Employees from a spreadsheet: previewed by the very code that writes, errors by row and column."""

from __future__ import annotations

from datetime import date

import pytest

from factory.core.errors import Invalid
from factory.exchange.importers import Batch
from factory.exchange.rows import Outcome, Row
from identity.importing import EMPLOYEES, fields_of, take
from identity.models import Employee, Identifier
from tests.builders import default_site, make_site
from tests.identity.builders import make_employee

FULL = {
    "employee_code": "E-1",
    "name": "Asha Thomas",
    "department": "Quality",
    "email": "asha@example.com",
    "joined_on": "01/04/2024",
    "left_on": "",
    "active": "yes",
    "biometric_alternative": "no",
    "badge": "40001",
}
WRONG = [
    ("no code", {"employee_code": ""}, "employee_code"),
    ("an empty name", {"name": ""}, "name"),
    ("no day", {"joined_on": "yesterday"}, "joined_on"),
    ("neither yes nor no", {"active": "perhaps"}, "active"),
    ("a long department", {"department": "x" * 121}, "department"),
]


def row(**values: str) -> Row:
    return row_number(2, **values)


def row_number(number: int, /, **values: str) -> Row:
    return Row(number, FULL | values)


def test_a_row_is_read() -> None:
    fields = fields_of(row())
    assert fields["joined_on"] == date(2024, 4, 1)
    assert (fields["active"], fields["biometric_alternative"], fields["left_on"]) == (
        True,
        False,
        None,
    )
    assert fields_of(Row(2, {"employee_code": "E-1"})) == {}


@pytest.mark.parametrize(
    ("values", "column"), [case[1:] for case in WRONG], ids=[case[0] for case in WRONG]
)
def test_what_cannot_be_read_names_its_column(values: dict[str, str], column: str) -> None:
    with pytest.raises(Invalid) as caught:
        fields_of(row(**values))
    assert list(caught.value.fields) == [column]


def outcomes(*rows: Row) -> list[Outcome]:
    return [verdict.outcome for verdict in take(Batch(default_site(), rows, None))]


@pytest.mark.django_db
def test_new_changed_and_the_same() -> None:
    assert outcomes(row()) == [Outcome.NEW]
    person = Employee.objects.get()
    assert (person.name, person.badge) == ("Asha Thomas", "40001")
    assert outcomes(row()) == [Outcome.SAME]
    assert outcomes(row(department="Office", badge="40002")) == [Outcome.CHANGED]
    person.refresh_from_db()
    assert person.department == "Office"
    assert Identifier.objects.count() == 2
    assert outcomes(Row(2, {"employee_code": "E-1", "phone": "1"})) == [Outcome.CHANGED]
    person.refresh_from_db()
    assert (person.department, person.phone) == ("Office", "1")


@pytest.mark.django_db
def test_one_wrong_row_does_not_stop_the_others() -> None:
    other = make_employee(default_site())
    Identifier.objects.create(site=other.site, employee=other, kind="badge", value="7")
    verdicts = take(
        Batch(
            default_site(),
            [
                row(),
                row_number(3, employee_code="E-2", badge="7"),
                row_number(4, employee_code="E-3", badge="", email="nonsense"),
                row_number(5, employee_code="E-4", badge="", left_on="01/01/2020"),
                Row(6, {"employee_code": "E-5"}),
            ],
            None,
        )
    )
    assert [v.outcome for v in verdicts] == [Outcome.NEW, *[Outcome.WRONG] * 4]
    assert [sorted(v.errors) for v in verdicts[1:]] == [["badge"], ["email"], [""], ["name"]]
    assert not Employee.objects.filter(employee_code="E-2").exists()


@pytest.mark.django_db
def test_the_same_code_at_another_site_is_somebody_else() -> None:
    outcomes(row())
    there = make_site()
    assert [v.outcome for v in take(Batch(there, [row(badge="")], None))] == [Outcome.NEW]
    assert Employee.objects.count() == 2


def test_it_is_declared() -> None:
    assert (EMPLOYEES.key, EMPLOYEES.perm) == (("employee_code",), "identity.add_employee")


@pytest.mark.django_db
@pytest.mark.parametrize(("active", "alternative"), [(True, False), (False, True)])
def test_an_empty_cell_leaves_a_flag_as_it_is(*, active: bool, alternative: bool) -> None:
    person = make_employee(default_site())
    Employee.objects.filter(pk=person.pk).update(active=active, biometric_alternative=alternative)
    empty = row(
        employee_code=person.employee_code, name=person.name, active="", biometric_alternative=""
    )
    (verdict,) = take(Batch(default_site(), [empty], None))
    person.refresh_from_db()
    assert verdict.errors == {}
    assert (person.active, person.biometric_alternative) == (active, alternative)


@pytest.mark.django_db
def test_for_somebody_new_empty_flags_are_the_usual_ones() -> None:
    take(Batch(default_site(), [row(active="", biometric_alternative="", badge="")], None))
    person = Employee.objects.get()
    assert (person.active, person.biometric_alternative) == (True, False)
