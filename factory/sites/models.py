"""Sites (factories), who belongs to them in which role, and the devices that report from them."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any, ClassVar
from zoneinfo import ZoneInfo, available_timezones

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models

from factory.core import clock
from factory.core.scoping import ScopedQuerySet
from factory.sites.unique import check_constraints


class Role(models.TextChoices):
    HR = "hr", "HR"
    SECURITY = "security", "Security"
    MANAGER = "manager", "Manager"
    VIEWER = "viewer", "Viewer"
    EMPLOYEE = "employee", "Employee"
    DEVICE = "device", "Device"


def real_zone(name: str) -> None:
    """Raise ValidationError unless ``name`` is an IANA time zone."""
    if name not in available_timezones():
        raise ValidationError(f"{name!r} is not a time zone; Asia/Kolkata is one.")


class SiteQuerySet(ScopedQuerySet):
    site_lookup = "id"


class Site(models.Model):
    """A factory: its zone decides what an hour, a day and a shift are."""

    name = models.CharField(max_length=120, unique=True)
    time_zone = models.CharField(max_length=64, default="UTC", validators=[real_zone])
    country = models.CharField(max_length=2, default="IN", help_text="ISO 3166, two letters")
    is_default = models.BooleanField(default=False)
    created_at = models.DateTimeField(default=clock.now, editable=False)

    objects = SiteQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["is_default"],
                condition=models.Q(is_default=True),
                name="site_one_default",
                violation_error_message="There is a default site already.",
            )
        ]
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name

    def validate_constraints(self, exclude: Collection[str] | None = None) -> None:
        """Leave the only default to ``save_site``, which takes it from the site that was."""
        super().validate_constraints(exclude={*(exclude or ()), "is_default"})

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.time_zone)


class SiteOwned(models.Model):
    """Abstract: a row of one site, for ever. Moving a camera does not move its history."""

    site = models.ForeignKey(Site, on_delete=models.PROTECT, related_name="+")

    objects: ClassVar[Any] = ScopedQuerySet.as_manager()

    class Meta:
        abstract = True

    def validate_constraints(self, exclude: Collection[str] | None = None) -> None:
        """Name the field of what is there already, also where a form does not ask for the site."""
        check_constraints(self, exclude)


class SiteSetting(SiteOwned):
    """One setting of a site, in force from a moment on; the newest one that has begun counts."""

    name = models.CharField(max_length=64)
    value = models.JSONField()
    since = models.DateTimeField(default=clock.now)
    who = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["site", "name", "since"], name="sitesetting_once")
        ]
        ordering = ["site", "name", "-since"]

    def __str__(self) -> str:
        return f"{self.name} = {self.value}"


class Membership(SiteOwned):
    """A user's role at a site; several rows give several roles."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="memberships"
    )
    role = models.CharField(
        max_length=16, choices=[choice for choice in Role.choices if choice[0] != Role.DEVICE]
    )
    created_at = models.DateTimeField(default=clock.now, editable=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["site", "user", "role"], name="membership_once")
        ]
        ordering = ["site", "user", "role"]

    def __str__(self) -> str:
        return f"{self.user}: {self.get_role_display()} at {self.site}"


class Device(SiteOwned):
    """An edge box, terminal or ANPR camera that signs in as itself, by a key kept as a digest."""

    class Kind(models.TextChoices):
        EDGE = "edge", "Edge box"
        TERMINAL = "terminal", "Attendance terminal"
        ANPR = "anpr", "ANPR camera"
        COUNTER = "counter", "People counter"

    class Direction(models.TextChoices):
        IN = "in", "In"
        OUT = "out", "Out"
        NONE = "none", "Either"

    name = models.CharField(max_length=120)
    kind = models.CharField(max_length=16, choices=Kind.choices, default=Kind.EDGE)
    direction = models.CharField(max_length=4, choices=Direction.choices, default=Direction.NONE)
    enabled = models.BooleanField(default=True)
    # NULL, not empty: a device without a key must not collide with another one.
    key_digest = models.CharField(  # noqa: DJ001
        max_length=64, unique=True, null=True, editable=False
    )
    key_made_at = models.DateTimeField(null=True, editable=False)
    seen_at = models.DateTimeField(null=True, editable=False)
    in_service_since = models.DateTimeField(
        null=True, editable=False, help_text="empty: from before this was written down"
    )
    retired_at = models.DateTimeField(null=True, editable=False, help_text="when it was put off")
    reported_until = models.DateTimeField(
        null=True, editable=False, help_text="facts up to this moment have arrived"
    )
    clock_skew = models.DurationField(null=True, editable=False)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["site", "name"], name="device_name_once")]
        ordering = ["site", "name"]

    def __str__(self) -> str:
        return self.name

    @property
    def is_authenticated(self) -> bool:
        """A device is a caller in its own right: a request's ``user`` may be one."""
        return True

    @property
    def is_active(self) -> bool:
        return self.enabled

    is_staff = is_superuser = is_anonymous = False
