"""The tasks: Celery waits between tries, and a ring that comes twice does nothing twice."""

from __future__ import annotations

import pytest
from celery.exceptions import Retry

from identity import services, tasks
from identity.engines.base import EngineBusyError
from identity.models import Employee, FaceTemplate, Outcome, Sighting
from tests.builders import default_site
from tests.identity.builders import (
    ScriptedEngine,
    make_employee,
    make_picture,
    make_sighting,
    make_template,
    sees,
)

pytestmark = pytest.mark.django_db


def test_a_busy_engine_gives_the_task_back_to_celery(
    engine: ScriptedEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    make_template(make_employee(default_site()), "face-1")
    sighting = make_sighting(default_site())
    engine.failures = [EngineBusyError("slow down")]
    waits: list[float] = []

    def retry(*, countdown: float) -> Retry:
        waits.append(countdown)
        return Retry()

    monkeypatch.setattr(tasks.search_sighting, "retry", retry)
    with pytest.raises(Retry):
        tasks.search_sighting(sighting.pk)
    assert waits == [pytest.approx(1.05)]
    row = Sighting.objects.get()
    assert (row.state, row.attempts, row.failure) == (
        "pending",
        1,
        "EngineBusyError: slow down",
    )


def test_tasks_are_found_on_the_queue_of_faces() -> None:
    assert tasks.search_sighting.name == "identity.search_sighting"
    assert tasks.search_sighting.max_retries is None


@pytest.mark.usefixtures("inline_tasks")
@pytest.mark.django_db(transaction=True)
def test_from_the_report_to_the_name_and_away_again(engine: ScriptedEngine) -> None:
    person = make_employee(default_site())
    services.request_enrolment(employee=person, picture=make_picture(), caller=None)
    assert FaceTemplate.objects.get().employee == person
    engine.script = sees("face-new")
    make_sighting(default_site())
    assert Sighting.objects.get().outcome == Outcome.MATCHED
    services.withdraw_consent(employee=person, caller=None)
    assert engine.forgotten == ["face-new"]
    assert not FaceTemplate.objects.exists()
    services.sweep()
    make_sighting(default_site())
    assert set(Sighting.objects.values_list("outcome", flat=True)) == {"MATCHED", "UNKNOWN"}
    assert Employee.objects.to_forget().count() == 0
