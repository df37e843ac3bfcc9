"""A claim in haste: PostgreSQL does not wait for the disk, for this one statement alone."""

from __future__ import annotations

from datetime import timedelta

from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from factory.core.commits import in_haste
from factory.core.leases import State
from factory.core.models import Job
from tests.threads import ON_POSTGRES_ONLY

pytestmark = ON_POSTGRES_ONLY
LEASE = timedelta(seconds=30)


def claimed(*, durable: bool) -> list[str]:
    """Claim a job; return the statements that it took."""
    job = Job.objects.create(kind="x")
    with CaptureQueriesContext(connection) as captured:
        assert Job.objects.claim(job.pk, lease=LEASE, durable=durable)
    assert Job.objects.get(pk=job.pk).state == State.RUNNING
    return [query["sql"] for query in captured]


def shown() -> str:
    with connection.cursor() as cursor:
        cursor.execute("SHOW synchronous_commit")
        return str(cursor.fetchone()[0])


def test_one_statement_claims_in_haste_and_the_next_is_durable() -> None:
    (statement,) = claimed(durable=False)
    assert "set_config" in statement
    assert shown() == "on"
    (statement,) = claimed(durable=True)
    assert "set_config" not in statement


def test_the_setting_is_in_force_where_the_row_is_written() -> None:
    """A trigger sees what the commit will see."""
    with connection.cursor() as cursor:
        cursor.execute(SEES)
    try:
        claimed(durable=False)
        seen_in_haste = Job.objects.latest("pk").result
        claimed(durable=True)
        assert (seen_in_haste, Job.objects.latest("pk").result) == ({"seen": "off"}, {"seen": "on"})
    finally:
        with connection.cursor() as cursor:
            cursor.execute("DROP TRIGGER sees_commit ON core_job; DROP FUNCTION sees_commit")


def test_a_transaction_is_in_haste_where_its_caller_says_that_all_of_it_may_be_undone() -> None:
    seen = []
    for rows in (in_haste(Job.objects.all(), within=True), Job.objects.all()):
        job = Job.objects.create(kind="x")
        token = Job.objects.claim(job.pk, lease=LEASE)
        assert token is not None
        with transaction.atomic():
            assert rows.settle(job.pk, token, state=State.DONE)
            seen.append(shown())
        assert shown() == "on"
    assert seen == ["off", "on"]


def test_within_a_callers_transaction_nothing_is_in_haste() -> None:
    with transaction.atomic():
        statements = claimed(durable=False)
    assert not any("set_config" in statement for statement in statements)


SEES = """
CREATE FUNCTION sees_commit() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  NEW.result = jsonb_build_object('seen', current_setting('synchronous_commit'));
  RETURN NEW;
END $$;
CREATE TRIGGER sees_commit BEFORE UPDATE ON core_job FOR EACH ROW EXECUTE FUNCTION sees_commit();
"""
