"""A site's settings: typed, and in force from a moment on."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import transaction

from factory.core import clock
from factory.core.errors import Invalid
from factory.core.memo import forget_all
from factory.core.models import User
from factory.core.trail import note
from factory.sites.models import Site, SiteSetting
from factory.sites.site_settings import check_since, declared


@transaction.atomic
def change_setting(
    *, site: Site, name: str, value: object, since: datetime | None = None, who: User | None
) -> SiteSetting:
    """Let a setting have ``value`` from ``since`` (now) on; raises Invalid. Safe to repeat.

    It counts at once in this process, and within a second in every other one.
    """
    setting = declared().get(name)
    if setting is None:
        raise Invalid(f"There is no setting {name!r}.", fields={"name": "Unknown."})
    since = since or clock.now()
    check_since(since)
    row, _ = SiteSetting.objects.update_or_create(
        site=site,
        name=name,
        since=since,
        defaults={"value": setting.clean(value), "who": who},
    )
    _noted("change-setting", row, who)
    return row


@transaction.atomic
def save_setting(*, row: SiteSetting, who: User) -> None:
    """Keep a row whose name and value are known to be right; counts as ``change_setting``."""
    row.who = who
    row.save()
    _noted("change-setting", row, who)


@transaction.atomic
def drop_setting(*, row: SiteSetting, who: User) -> None:
    """Delete a row: the one before it, or the default, is in force again."""
    _noted("drop-setting", row, who)
    row.delete()


def _noted(act: str, row: SiteSetting, caller: Any) -> None:
    what = {"name": row.name, "value": row.value, "since": row.since.isoformat()}
    note(site_id=row.site_id, caller=caller, act=act, subject=row, **what)
    forget_all()
    # Somebody may have asked again before the commit, and remembers the value of before.
    transaction.on_commit(forget_all)
