"""An import from file to rows: checked first, applied when asked, once, whatever breaks between."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError
from pytest_django import DjangoCaptureOnCommitCallbacks

from factory.audit.models import Entry
from factory.core import clock
from factory.core.errors import Conflict, Invalid, Refused
from factory.core.jobs import run_job
from factory.core.leases import State
from factory.core.models import Job, User
from factory.exchange import files, passing, services
from factory.exchange.jobs import APPLY, CHECK
from factory.exchange.models import Import
from factory.exchange.passing import take_chunk
from factory.sites.models import Device, Site
from tests.builders import default_site, make_site, make_user

pytestmark = pytest.mark.django_db
GOOD = "name,kind\nNorth,anpr\nSouth,edge\nEast,terminal\nWest,edge\n"
MIXED = "name,kind\nNorth,anpr\nSouth,spaceship\nforbidden,\nNorth,edge\n"


@pytest.fixture
def site() -> Site:
    return default_site()


@pytest.fixture
def manager(site: Site) -> User:
    return make_user((site, "manager"))


def check(text: str, caller: User, site: Site) -> Import:
    """Upload the text and let a worker check it."""
    row = services.begin_import(
        kind="tests.devices",
        site=site,
        file=SimpleUploadedFile("list.csv", text.encode()),
        filename="list.csv",
        caller=caller,
        job=CHECK,
    )
    return worked(row)


def apply(row: Import, caller: User, *, skip_wrong: bool = False) -> Import:
    return worked(services.apply_import(row=row, skip_wrong=skip_wrong, caller=caller, job=APPLY))


def worked(row: Import) -> Import:
    assert row.job is not None
    run_job(row.job.pk)
    row.refresh_from_db()
    return row


def test_checking_writes_nothing_and_tells_everything(site: Site, manager: User) -> None:
    Device.objects.create(site=site, name="East", kind="terminal")
    Device.objects.create(site=site, name="West", kind="anpr")
    row = check(GOOD, manager, site)
    assert (row.stage, row.total) == ("checked", 4)
    assert row.counts == {"new": 2, "same": 1, "changed": 1}
    assert row.sample[0] == [2, "new", {"name": "North", "kind": "anpr"}]
    assert Device.objects.count() == 2


def test_applying_does_what_the_check_said(site: Site, manager: User) -> None:
    row = apply(check(GOOD, manager, site), manager)
    assert row.stage == "applied"
    assert row.counts == {"new": 4}
    assert set(Device.objects.values_list("name", "kind")) == {
        ("North", "anpr"),
        ("South", "edge"),
        ("East", "terminal"),
        ("West", "edge"),
    }
    assert Entry.objects.get().detail == {"rows": 4, "kind": "tests.devices"}
    assert Job.objects.filter(state=State.DONE, done=4, total=4).count() == 2


def test_each_wrong_row_says_what_is_wrong(site: Site, manager: User) -> None:
    row = check(MIXED, manager, site)
    assert row.counts == {"new": 1, "wrong": 3}
    assert row.problems == [
        [3, "kind", "'spaceship' is none of: edge, terminal, anpr, counter."],
        [4, "", "No device is called that."],
        [5, "name", "The same as row 2."],
    ]


def test_wrong_rows_are_left_out_only_when_that_is_said(site: Site, manager: User) -> None:
    row = check(MIXED, manager, site)
    with pytest.raises(Conflict, match="Rows are wrong"):
        services.apply_import(row=row, skip_wrong=False, caller=manager, job=APPLY)
    assert not Device.objects.exists()
    assert apply(row, manager, skip_wrong=True).counts == {"new": 1, "wrong": 3}
    assert Device.objects.count() == 1


def test_applied_twice_it_happens_once(site: Site, manager: User) -> None:
    row = apply(check(GOOD, manager, site), manager)
    services.apply_import(row=row, skip_wrong=False, caller=manager, job=APPLY)
    assert Device.objects.count() == 4
    assert Job.objects.count() == 2


def test_a_chunk_is_taken_once_by_two_workers(site: Site, manager: User) -> None:
    row = services.apply_import(
        row=check(GOOD, manager, site), skip_wrong=False, caller=manager, job=APPLY
    )
    late: Import = Import.objects.get(pk=row.pk)
    take_chunk(row, dry=False)
    take_chunk(late, dry=False)
    row.refresh_from_db()
    assert row.counts == {"new": 3}


def test_a_job_that_failed_is_gone_on_with(
    site: Site, manager: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    row = check(GOOD, manager, site)
    with monkeypatch.context() as broken:
        broken.setattr(files, "read_some", lambda *_args: 1 / 0)
        row = apply(row, manager)
    assert row.stage == "applying"
    assert row.stopped_because == "it stopped (ZeroDivisionError: division by zero)"
    assert Job.objects.get(kind=APPLY.name).state == State.FAILED
    assert apply(row, manager).counts == {"new": 4}


def test_rows_that_somebody_else_wrote_meanwhile_are_taken_once_more(
    site: Site, manager: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    row = check(GOOD, manager, site)
    note, refused = passing._note, list[int]()

    def refuse_first(*args: Any) -> None:
        if not refused:
            refused.append(1)
            raise IntegrityError
        note(*args)

    monkeypatch.setattr(passing, "_note", refuse_first)
    row = apply(row, manager)
    assert (row.stage, row.counts, len(refused)) == ("applied", {"new": 4}, 1)


def test_an_unreadable_file_is_refused_with_the_reason(site: Site, manager: User) -> None:
    row = check("colour\nred\n", manager, site)
    assert row.stage == "refused"
    assert "name" in row.failure
    with pytest.raises(Conflict, match="upload the file again"):
        services.apply_import(row=row, skip_wrong=True, caller=manager, job=APPLY)


def test_a_check_that_failed_for_good_is_not_waited_for(
    site: Site, manager: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    waiting = services.begin_import(
        kind="tests.devices",
        site=site,
        file=SimpleUploadedFile("list.csv", GOOD.encode()),
        filename="list.csv",
        caller=manager,
        job=CHECK,
    )
    with monkeypatch.context() as broken:
        broken.setattr(files, "read_some", lambda *_args: 1 / 0)
        row = check(GOOD, manager, site)
    services.sweep()
    row.refresh_from_db()
    assert (row.stage, row.upload, row.lines) == ("refused", "", "")
    assert row.failure == "its check failed (ZeroDivisionError: division by zero)"
    with pytest.raises(Conflict, match="upload the file again"):
        services.apply_import(row=row, skip_wrong=True, caller=manager, job=APPLY)
    assert worked(waiting).stage == "checked", "what waits for its worker is left alone"


def test_who_may_not_write_such_rows_imports_none(site: Site) -> None:
    guard = make_user((site, "security"), (make_site(), "manager"))
    with pytest.raises(Refused):
        check(GOOD, guard, site)
    with pytest.raises(Invalid, match="no import of"):
        services.begin_import(
            kind="no.such",
            site=site,
            file=SimpleUploadedFile("list.csv", b""),
            filename="",
            caller=guard,
            job=CHECK,
        )


def test_imports_are_seen_by_those_who_could_make_them(site: Site, manager: User) -> None:
    row = check(GOOD, manager, site)
    seen: Any = Import.objects.for_user(make_user((site, "security")), "exchange.view_import")
    assert not seen.exists()
    mine: Any = Import.objects.for_user(manager, "exchange.view_import")
    assert list(mine) == [row]


def test_files_are_gone_once_applied_and_after_two_days(
    site: Site, manager: User, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        done = apply(check(GOOD, manager, site), manager)
    forgotten = check(GOOD, manager, site)
    assert not done.upload
    assert not done.lines
    assert files.store().exists(forgotten.lines)
    Import.objects.update(created_at=clock.now() - timedelta(days=3))
    services.sweep()
    assert not files.store().exists(forgotten.lines)
    assert files.store().listdir("")[1] == []


def test_in_time_nothing_of_the_rows_is_left(site: Site, manager: User) -> None:
    row = check(MIXED, manager, site)
    Import.objects.update(created_at=clock.now() - timedelta(days=40))
    services.sweep()
    row.refresh_from_db()
    assert row.problems == row.sample == []
