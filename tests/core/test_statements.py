"""Statements for which somebody waits: prepared on PostgreSQL, unless a pooler forbids it."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import DatabaseError, OperationalError, connection, connections, transaction
from django.test.utils import CaptureQueriesContext

from factory.conf.database import database_at
from factory.core.statements import fetched, looked_up, written
from factory.sites.models import Site
from tests.builders import default_site

pytestmark = [pytest.mark.django_db, pytest.mark.postgres]
ADD = "SELECT CAST(%s AS integer) + 1"


def prepared() -> int:
    if connection.vendor != "postgresql":
        pytest.skip("SQLite prepares by itself")
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_prepared_statements WHERE statement LIKE '%%+ 1'")
        return int(cursor.fetchone()[0])


def test_it_is_counted_and_its_errors_are_django_s() -> None:
    with CaptureQueriesContext(connection) as asked:
        assert fetched(ADD, [1]) == [(2,)]
    assert [one["sql"] for one in asked] == ["SELECT CAST(1 AS integer) + 1"]
    with pytest.raises(DatabaseError), transaction.atomic():
        fetched("SELECT no_such_column", [])


def test_one_that_writes_says_how_many_rows_it_touched() -> None:
    default_site()
    values = {"name": "Another", "zone": "UTC"}
    statement = "UPDATE sites_site SET name = %(name)s WHERE time_zone = %(zone)s"
    assert (written(statement, values), Site.objects.get().name) == (1, "Another")


@pytest.mark.django_db(transaction=True)
def test_it_is_prepared_once() -> None:
    connection.close()
    assert [fetched(ADD, [number]) for number in (1, 2)] == [[(2,)], [(3,)]]
    assert prepared() == 1


@pytest.mark.django_db(transaction=True)
def test_a_pooler_is_left_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    options = database_at("postgres://host/name?prepare_threshold=none")["OPTIONS"]
    monkeypatch.setitem(connection.settings_dict, "OPTIONS", options)
    if connection.vendor != "postgresql":
        pytest.skip("only PostgreSQL has poolers")
    connection.close()
    assert fetched(ADD, [1]) == [(2,)]
    assert prepared() == 0
    connection.close()


def untried() -> None:
    """As a request begins: nothing has been asked of the kept connection yet."""
    database: Any = connections["default"]
    database.health_check_enabled, database.health_check_done = True, False


@pytest.fixture
def kept() -> int:
    """A connection kept from an earlier request, and not yet asked whether it still answers."""
    if connection.vendor != "postgresql":
        pytest.skip("SQLite has no connection that goes away")
    connection.close()
    connection.ensure_connection()
    untried()
    return int(connection.connection.info.backend_pid)


def end(backend: int) -> None:
    other = connection.copy()
    with other.cursor() as cursor:
        cursor.execute("SELECT pg_terminate_backend(%s, 5000)", [backend])
    other.close()


@pytest.mark.django_db(transaction=True)
def test_what_is_looked_up_first_is_its_own_health_check(kept: int) -> None:
    with CaptureQueriesContext(connection) as asked:
        assert looked_up(ADD, [1]) == [(2,)]
    assert len(asked) == 1
    assert connection.connection.info.backend_pid == kept


@pytest.mark.django_db(transaction=True)
def test_another_connection_is_asked_where_the_kept_one_has_gone(kept: int) -> None:
    end(kept)
    assert looked_up(ADD, [1]) == [(2,)]
    assert connection.connection.info.backend_pid != kept
    # From here on it is known to answer, and what ends it is told.
    end(int(connection.connection.info.backend_pid))
    with pytest.raises(DatabaseError):
        looked_up(ADD, [1])
    connection.close()


@pytest.mark.django_db(transaction=True)
def test_an_error_of_the_statement_itself_is_not_tried_again(kept: int) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SET statement_timeout = '50ms'")
    untried()
    with pytest.raises(OperationalError):
        looked_up("SELECT pg_sleep(5)", [])
    assert connection.connection.info.backend_pid == kept
    connection.close()


def test_what_else_the_address_says_stays() -> None:
    options = database_at("postgres://host/name?sslmode=require")["OPTIONS"]
    assert (options["sslmode"], options["prepare_threshold"]) == ("require", 0)
