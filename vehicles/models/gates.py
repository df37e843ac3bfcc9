"""Gates, what happened at them, and each time a barrier was told to open."""

from __future__ import annotations

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q

from factory.core import clock
from factory.core.encryption import EncryptedTextField
from factory.evidence.models import Snapshot
from factory.sites.models import Site, SiteOwned
from streaming.models import Camera
from vehicles.models.lists import LONGEST_REASON, Vehicle
from vehicles.plate_text import MAX_TEXT_LENGTH
from vehicles.repeats import MANUAL, Outcome


class Direction(models.TextChoices):
    IN = "in", "In"
    OUT = "out", "Out"
    NONE = "none", "Either"


class Kind(models.TextChoices):
    """What moves a barrier; ``vehicles.actuators`` holds one for each."""

    LOG = "log", "Nothing: only write down"
    HTTP = "http", "A relay with an HTTP interface"


class Gate(SiteOwned):
    """A barrier with the cameras that look at it and the rule by which it opens."""

    class Policy(models.TextChoices):
        OPEN_FOR_AUTHORIZED = "open_for_authorized", "Open for authorised vehicles"
        OPEN_FOR_ANY_VALID = "open_for_any_valid", "Open for any valid plate"
        LOG_ONLY = "log_only", "Only write down"

    name = models.CharField(max_length=120)
    direction = models.CharField(max_length=4, choices=Direction.choices, default=Direction.NONE)
    # A camera looks at one gate: a unique index of migration 0005.
    cameras = models.ManyToManyField(Camera, blank=True, related_name="gates")
    policy = models.CharField(max_length=20, choices=Policy.choices, default=Policy.LOG_ONLY)
    halted = models.BooleanField(
        "kill switch",
        default=False,
        help_text="while set nothing opens this gate, neither a read nor a person here",
    )
    actuator = models.CharField(max_length=16, choices=Kind.choices, default=Kind.LOG)
    relay_url = models.CharField(
        "relay's address",
        max_length=300,
        blank=True,
        help_text="what opens it, such as http://192.168.1.40/relay/0?turn=on&timer=2; its host must be"
        " one that GATE_RELAY_HOSTS allows",
    )
    relay_secret = EncryptedTextField(
        "relay's key", blank=True, help_text="sent as Authorization: Bearer"
    )
    created_at = models.DateTimeField(default=clock.now, editable=False)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["site", "name"], name="gate_name_once")]
        ordering = ["site", "name"]

    def __str__(self) -> str:
        return self.name


class PlateCamera(SiteOwned):
    """How reads of one camera count: the votes that a track needs before it is an event."""

    camera = models.OneToOneField(Camera, on_delete=models.CASCADE, related_name="+")
    votes_needed = models.PositiveSmallIntegerField(
        default=2,
        validators=[MinValueValidator(1), MaxValueValidator(10)],
        help_text="reads of one vehicle that must agree; 1 for a camera that votes itself",
    )

    class Meta:
        verbose_name = "votes of a camera"
        verbose_name_plural = "votes by camera"
        ordering = ["camera"]

    def __str__(self) -> str:
        return f"{self.camera}: {self.votes_needed}"


class GateEvent(SiteOwned):
    """A vehicle that asked to pass, once however often it was read; ``reads`` are all of its reads.

    ``opened`` says that the barrier was told to open; what the barrier made of it stands in the
    actuation.
    """

    class Decision(models.TextChoices):
        PASS = Outcome.PASS.value, "May pass"
        EXCEPTION = Outcome.EXCEPTION.value, "Authorised, but not now"
        POSSIBLE = Outcome.POSSIBLE.value, "Possibly blocked"
        BLOCKED = Outcome.BLOCKED.value, "Blocked"
        MANUAL = MANUAL, "By hand"

    # As with reads: the indexes below serve the site and the vehicle.
    site = models.ForeignKey(Site, on_delete=models.PROTECT, related_name="+", db_index=False)
    gate = models.ForeignKey(
        Gate, null=True, blank=True, on_delete=models.SET_NULL, related_name="events"
    )
    direction = models.CharField(max_length=4, choices=Direction.choices, default=Direction.NONE)
    decision = models.CharField(max_length=10, choices=Decision.choices)
    reason = models.CharField(max_length=24, help_text="code of the rule that decided")
    message = models.CharField(max_length=LONGEST_REASON, blank=True)
    plate = models.CharField(max_length=MAX_TEXT_LENGTH, blank=True)
    key = models.CharField(max_length=MAX_TEXT_LENGTH, blank=True)
    vehicle = models.ForeignKey(
        Vehicle,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="events",
        db_index=False,
    )
    snapshot = models.ForeignKey(
        Snapshot, null=True, blank=True, on_delete=models.SET_NULL, related_name="+", db_index=False
    )
    opened = models.BooleanField(default=False)
    admitted = models.BooleanField(
        default=False, help_text="it went through: the barrier was told to open, or there is none"
    )
    at = models.DateTimeField(default=clock.now)
    overridden_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        db_index=False,
    )
    overridden_at = models.DateTimeField(null=True, blank=True)
    overridden_why = models.CharField(max_length=LONGEST_REASON, blank=True)

    class Meta:
        indexes = [
            models.Index(fields=["site", "-at"], name="gateevent_of_site"),
            models.Index(fields=["site", "key", "-at"], name="gateevent_of_plate"),
            # Who went in and out: the visits of a day, and who is inside.
            models.Index(
                fields=["site", "at"], name="gateevent_passages", condition=Q(admitted=True)
            ),
            models.Index(
                fields=["vehicle"], name="gateevent_vehicle", condition=Q(vehicle__isnull=False)
            ),
            # The daily purge of pictures asks which events point at them; most have none.
            models.Index(
                fields=["snapshot"], name="gateevent_pictured", condition=Q(snapshot__isnull=False)
            ),
        ]
        ordering = ["-at", "-id"]

    def __str__(self) -> str:
        return f"{self.plate or 'no plate'}: {self.get_decision_display()}"


class Actuation(SiteOwned):
    """One pulse to one barrier. It is never repeated: a late pulse is worse than none."""

    class State(models.TextChoices):
        ASKED = "asked", "Asked"
        DONE = "done", "Done"
        FAILED = "failed", "Failed"
        HALTED = "halted", "Kill switch"

    gate = models.ForeignKey(Gate, null=True, on_delete=models.SET_NULL, related_name="actuations")
    event = models.ForeignKey(
        GateEvent, null=True, on_delete=models.SET_NULL, related_name="actuations"
    )
    state = models.CharField(max_length=8, choices=State.choices, default=State.ASKED)
    actuator = models.CharField(max_length=16)
    who = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    asked_at = models.DateTimeField(default=clock.now)
    finished_at = models.DateTimeField(null=True)
    milliseconds = models.PositiveIntegerField(null=True, help_text="until the relay answered")
    failure = models.CharField(max_length=LONGEST_REASON, blank=True)

    class Meta:
        indexes = [models.Index(fields=["site", "-asked_at"], name="actuation_of_site")]
        ordering = ["-asked_at", "-id"]

    def __str__(self) -> str:
        return f"{self.gate} {clock.wall_time(self.asked_at)}"
