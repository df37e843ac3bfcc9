"""The demo's employees with badges and recorded consent, and one enrolled face: the drawn door's."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import transaction

from factory.core import clock
from factory.core.models import User
from factory.ops.demo_history import days_until, dice, moment
from factory.ops.demo_users import demo_user
from factory.sites.models import Role, Site
from identity.demo_people import PEOPLE, RECOGNISED
from identity.engines.base import EngineError
from identity.engines.choice import face_engine
from identity.models import Employee, Enrolment, Identifier
from identity.services import (
    add_identifier,
    create_employee,
    enrol_photo,
    record_consent,
    request_enrolment,
)
from streaming.cards import jpeg
from streaming.scenes.portrait import portrait_photo

logger = logging.getLogger(__name__)
WITHOUT_CONSENT = 6
"""Every sixth person has given none, and uses the badge."""
RECENT = 13
"""Every thirteenth joined within the history."""
FIRST_BADGE = 40_001


@dataclass(frozen=True, slots=True)
class Hire:
    """One person to be taken on: when, and whether a consent to recognition came with it."""

    number: int
    name: str
    department: str
    joined_on: date
    consents: bool

    @property
    def code(self) -> str:
        return f"E-{self.number:04}"


def seed(site: Site, *, days: int) -> None:
    """Take everybody on, once: a site that has employees is left alone, whoever they are."""
    if Employee.objects.filter(site=site).exists():
        return
    history = days_until(clock.now(), days=days, zone=site.zone)
    with transaction.atomic():
        for hire in hires(history[0]):
            _take_on(site, hire)
    _enrol(site)


def demo_staff(site: Site) -> list[Employee]:
    """Return those of the site's employees who are the demo's, in the order of their codes."""
    invented = {(hire.code, hire.name) for hire in hires(clock.local_day(site.zone))}
    rows = Employee.objects.filter(site=site).order_by("employee_code")
    return [row for row in rows if (row.employee_code, row.name) in invented]


def hires(first: date) -> list[Hire]:
    """Return the demo's people; ``first`` is the first day of the history."""
    return [_hire(number, *person, first) for number, person in enumerate(PEOPLE, start=1)]


def _hire(number: int, name: str, department: str, first: date) -> Hire:
    lot, recent = dice("joined", number), number % RECENT == 0
    joined = first + timedelta(days=lot.randint(3, 9) if recent else -lot.randint(60, 3200))
    return Hire(number, name, department, joined, consents=number % WITHOUT_CONSENT != 0)


def _take_on(site: Site, hire: Hire) -> None:
    began = min(moment(hire.joined_on, 9 * 60, site.zone), clock.now())
    with clock.as_of(began):
        employee = create_employee(
            site=site,
            employee_code=hire.code,
            name=hire.name,
            department=hire.department,
            email=f"{hire.name.lower().replace(' ', '.')}@example.com",
            joined_on=hire.joined_on,
            biometric_alternative=not hire.consents,
        )
        badge = str(FIRST_BADGE + hire.number)
        add_identifier(employee=employee, kind=Identifier.Kind.BADGE, value=badge)
        if hire.consents:
            _consent(employee, began)


def _consent(employee: Employee, given_at: datetime) -> None:
    record_consent(
        employee=employee,
        version="2025-1",
        evidence=f"personnel file {employee.employee_code}, form F-12",
        caller=_hr(),
        given_at=given_at,
    )


def _hr() -> User:
    return demo_user(Role.HR)


def _enrol(site: Site) -> None:
    """Enrol the door's face, where there are a portrait and a face engine of our own to try it on."""
    photo = portrait_photo()
    try:
        local = face_engine().name == "local"
    except EngineError:
        local = False
    if photo is None or not local:
        logger.info("no face is enrolled: that needs requirements-vision.txt and the local engine")
        return
    employee = Employee.objects.get(site=site, name=RECOGNISED)
    row: Enrolment = request_enrolment(employee=employee, picture=jpeg(photo, 95), caller=_hr())
    enrol_photo(row.pk)
