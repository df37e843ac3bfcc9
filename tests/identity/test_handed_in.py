"""What the admin says once photos are handed in, and where it goes then."""

from __future__ import annotations

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from tests.builders import default_site, make_user
from tests.identity.builders import ScriptedEngine, make_employee, make_picture

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("shades", "button", "said"),
    [
        pytest.param((10,), "_save", "1 photo handed in for ", id="one"),
        pytest.param((10, 20, 30), "_save", "3 photos handed in for ", id="several"),
        pytest.param((10,), "_addanother", "1 photo handed in for ", id="and then another"),
    ],
)
def test_the_number_and_the_person_are_named(
    engine: ScriptedEngine, shades: tuple[int, ...], button: str, said: str
) -> None:
    del engine
    person, hr, add = make_employee(default_site()), Client(), "admin:identity_enrolment_add"
    user = make_user((default_site(), "hr"))
    hr.force_login(user, backend="factory.sites.backends.SiteRoleBackend")
    photos = [SimpleUploadedFile(f"{n}.jpg", make_picture(shade=n), "image/jpeg") for n in shades]
    form = {"employee": person.pk, "image": photos, button: "1"}
    answer = hr.post(reverse(add), form, follow=True)
    (message,) = answer.context["messages"]
    assert str(message).startswith(f"{said}{person}")
    whose = reverse("admin:identity_employee_change", args=[person.pk])
    assert answer.redirect_chain[0][0] == (whose if button == "_save" else reverse(add))
