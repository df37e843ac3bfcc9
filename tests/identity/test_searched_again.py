"""A look that failed, about which a person said something, and which is then searched after all."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.db.models.sql.compiler import SQLCompiler
from django.test.utils import CaptureQueriesContext

from factory.core import clock
from identity import services
from identity.engines.base import EngineError
from identity.models import Decision, SearchCount, Sighting
from identity.selectors import enrolled, in_force, naming
from tests.builders import default_site
from tests.identity.builders import (
    ScriptedEngine,
    make_employee,
    make_sighting,
    make_template,
    named,
    sees,
)

pytestmark = pytest.mark.django_db
STATEMENTS = 12
"""Nine, the transaction's own, and one to spare."""


def test_what_was_said_of_it_is_superseded(engine: ScriptedEngine) -> None:
    ada, bob = make_employee(default_site()), make_employee(default_site())
    make_template(ada, "face-a")
    sighting = make_sighting(default_site())
    engine.failures = [EngineError("no")]
    services.search_sighting(sighting.pk)
    said = services.decide(sighting=sighting, saying=named(bob), caller=None)
    assert said.act is not None
    assert services.undo(act=said.act, decisions=Decision.objects.all(), caller=None) == 1
    assert services.retry_sightings(sightings=Sighting.objects.all()) == 1
    Sighting.objects.update(not_before=clock.now())
    engine.script = sees("face-a")
    services.search_sighting(sighting.pk)
    first, second, third = Decision.objects.order_by("pk")
    assert [(d.word, d.employee) for d in (first, second, third)] == [
        ("named", bob),
        ("undone", None),
        ("named", ada),
    ]
    assert (first.superseded_by, second.superseded_by, third.superseded_by) == (second, third, None)


def test_a_search_that_matches_asks_little_of_the_database(
    engine: ScriptedEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    # On a busy machine a second may pass in between.
    for memo in (enrolled._enrolled, in_force._values, naming._denials):
        monkeypatch.setattr(memo, "_seconds", 60.0)
    make_template(make_employee(default_site()), "face-a")
    engine.script = sees("face-a")
    # The first of a day and of each part of it make its counts.
    for _ in range(SearchCount.PARTS):
        services.search_sighting(make_sighting(default_site()).pk)
    again, built = make_sighting(default_site()), []
    execute_sql = SQLCompiler.execute_sql

    def counting(compiler: SQLCompiler, *args: Any, **options: Any) -> Any:
        built.append(str(compiler.query.model))
        return execute_sql(compiler, *args, **options)

    monkeypatch.setattr(SQLCompiler, "execute_sql", counting)
    with CaptureQueriesContext(connection) as asked:
        services.search_sighting(again.pk)
    assert len(asked) <= STATEMENTS
    # To build a statement costs more than to run it: none for rows of which there are none.
    sent = [one["sql"] for one in asked if one["sql"].startswith(("SELECT", "UPDATE"))]
    assert len(built) == len(sent), built
