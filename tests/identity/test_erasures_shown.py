"""What an employee's page says of erasures: asked for again, the proof of the first stays in sight."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from identity import services
from tests.builders import default_site, make_user
from tests.identity.builders import erase, make_employee, make_picture

pytestmark = pytest.mark.django_db


@pytest.mark.usefixtures("engine")
def test_a_second_erasure_does_not_hide_what_the_first_deleted() -> None:
    person, hr = make_employee(default_site()), Client()
    photo = services.request_enrolment(employee=person, picture=make_picture(), caller=None)
    services.enrol_photo(photo.pk)
    erase(person)
    erase(person)
    user = make_user((default_site(), "hr"))
    hr.force_login(user, backend="factory.sites.backends.SiteRoleBackend")
    page = hr.get(reverse("admin:identity_employee_change", args=[person.pk])).content.decode()
    assert "0 templates, 0 photos" in page
    assert "1 templates, 1 photos" in page
