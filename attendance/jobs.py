"""Jobs of attendance: a period's days derived and then locked for payroll."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from attendance import services
from attendance.models import PayrollLock
from attendance.services import Chunk
from factory.core import clock
from factory.core.jobs import JobKind, Json, Step, start_job
from factory.core.leases import State
from factory.core.models import Job, User
from factory.sites.models import Site


def _lock(params: Json, cursor: Any) -> Step:
    """Derive a chunk of people; when there are no more, freeze. May be repeated from any cursor."""
    site = Site.objects.get(pk=params["site"])
    first, last = (date.fromisoformat(params[name]) for name in ("first", "last"))
    if cursor is None:
        if found := _locked_by_this_job(params):
            return _locked(found, 0)
        services.check_lock(site=site, first=first, last=last)
        cursor = {"after": 0, "done": 0, "total": services.people_to_rebuild(site).count()}
    chunk, people, _ = services.rebuild_chunk(
        site=site, first=first, last=last, chunk=Chunk(cursor["after"])
    )
    done = cursor["done"] + people
    if chunk is not None:
        following = {**cursor, "after": chunk.after, "done": done}
        return Step(cursor=following, done=done, total=max(done, cursor["total"]))
    caller = User.objects.filter(pk=params["who"]).first()
    lock = _locked_by_this_job(params) or services.freeze_payroll(
        site=site, first=first, last=last, caller=caller
    )
    return _locked(lock, done)


def _locked_by_this_job(params: Json) -> PayrollLock | None:
    """Return the lock that an earlier try has made, whose worker died before it could say so."""
    found: PayrollLock | None = PayrollLock.objects.filter(
        site_id=params["site"],
        first=params["first"],
        last=params["last"],
        locked_by_id=params["who"],
        locked_at__gte=datetime.fromisoformat(params["asked_at"]),
    ).first()
    return found


def _locked(lock: PayrollLock, done: int) -> Step:
    return Step(result={"lock": lock.pk, "checksum": lock.checksum}, done=done, total=done)


LOCK = JobKind(name="attendance.lock_payroll", title="Payroll Lock", step=_lock)


def start_lock(*, site: Site, first: date, last: date, who: User) -> Job:
    """Start locking a period; raises what refuses it as things stand, as ``services.check_lock``."""
    services.check_lock(site=site, first=first, last=last)
    params = {
        "site": site.pk,
        "first": first.isoformat(),
        "last": last.isoformat(),
        "who": who.pk,
        "asked_at": clock.now().isoformat(),
    }
    return start_job(kind=LOCK, params=params, site_id=site.pk, who_id=who.pk)


def lock_under_way(site: Site, first: date, last: date) -> Job | None:
    """Return the newest job that locks exactly this period, unless it has: under way, or failed."""
    jobs = Job.objects.filter(
        kind=LOCK.name,
        site_id=site.pk,
        params__first=first.isoformat(),
        params__last=last.isoformat(),
    )
    newest: Job | None = jobs.order_by("-pk").first()
    return None if newest is None or newest.state == State.DONE else newest
