"""The proof of an erasure counts photos that were deleted, not those that had gone before."""

from __future__ import annotations

import pytest

from identity import services
from identity.engines.base import Refused
from identity.models import Enrolment
from identity.selectors import kept_of_face
from tests.builders import default_site
from tests.identity.builders import ScriptedEngine, erase, make_employee, make_picture

pytestmark = pytest.mark.django_db


def test_a_refused_photo_that_has_gone_is_not_deleted_once_more(engine: ScriptedEngine) -> None:
    person = make_employee(default_site())
    for shade in (10, 20):
        photo = services.request_enrolment(
            employee=person, picture=make_picture(shade=shade), caller=None
        )
        services.enrol_photo(photo.pk)
        engine.enrolment = lambda: Refused("The face is blurred.")
    assert kept_of_face(person).photos == 1
    assert erase(person).photos == 1
    assert not Enrolment.objects.exists()
