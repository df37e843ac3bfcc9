"""What is kept so that a face can be recognised: enrolment photos and templates."""

from __future__ import annotations

from typing import Any, ClassVar

from django.conf import settings
from django.core.files.storage import Storage, storages
from django.db import models

from factory.core import clock
from factory.core.encryption import EncryptedTextField
from factory.core.ids import uuid7
from factory.core.models import WorkQuerySet
from factory.sites.models import SiteOwned
from identity.models.employees import Employee
from identity.models.rounds import InRounds


def photo_store() -> Storage:
    """Return the storage of enrolment photos. They are not snapshots: one that serves stays as long as
    its person is recognised, any other goes (``services.photos``).
    """
    return storages["enrolments"]


class Enrolment(InRounds, SiteOwned):
    """One photo on its way to becoming a template; the photo stays for a change of engine or model."""

    class Outcome(models.TextChoices):
        WAITING = "", "waiting"
        ENROLLED = "ENROLLED", "Enrolled"
        REFUSED = "REFUSED", "Refused"
        FAILED = "FAILED", "Failed"

    uuid = models.UUIDField(default=uuid7, unique=True, editable=False)
    employee = models.ForeignKey(Employee, on_delete=models.CASCADE, related_name="enrolments")
    photo = models.FileField(storage=photo_store, max_length=200, editable=False)
    digest = models.CharField(max_length=64, editable=False, help_text="SHA-256 of the photo")
    # Noted before each call: a face that an engine stored and of which its answer got lost is there.
    places = models.JSONField(
        default=list,
        editable=False,
        help_text="[engine, collection, model] of each where it was tried",
    )
    missing_since = models.DateTimeField(
        null=True, editable=False, help_text="the engine has not got it (any more): enrolled anew"
    )
    outcome = models.CharField(max_length=8, choices=Outcome.choices, blank=True, editable=False)
    reason = models.CharField(max_length=300, blank=True, editable=False)
    sighting = models.ForeignKey(
        "identity.Sighting",
        null=True,
        on_delete=models.SET_NULL,
        related_name="enrolments",
        editable=False,
        help_text="whose picture it is; it goes when that turns out to show somebody else",
    )
    removed_at = models.DateTimeField(
        null=True, editable=False, help_text="nobody is recognised by it since, and it is deleted"
    )
    hint = models.CharField(
        max_length=300, blank=True, editable=False, help_text="how a better photo would look"
    )
    judged_by = models.CharField(
        max_length=500,
        blank=True,
        editable=False,
        help_text="who refused the photo; none where it was no fault of the photo's",
    )
    who = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        on_delete=models.SET_NULL,
        related_name="+",
        editable=False,
    )
    created_at = models.DateTimeField(default=clock.now, editable=False)

    objects: ClassVar[Any] = WorkQuerySet.as_manager()

    class Meta:
        constraints = [
            # The same photo twice is one enrolment: a repeated upload costs nothing.
            models.UniqueConstraint(fields=["employee", "digest"], name="enrolment_once")
        ]
        indexes = [
            InRounds.waiting_index("enrolment_waiting"),
            InRounds.again_index("enrolment_again"),
        ]
        ordering = ["-id"]

    def __str__(self) -> str:
        return f"{self.employee_id} {clock.wall_time(self.created_at)}"


class FaceTemplate(SiteOwned):
    """A face that an engine knows: AWS's face id, or a vector of our own, encrypted."""

    employee = models.ForeignKey(Employee, on_delete=models.PROTECT, related_name="templates")
    enrolment = models.ForeignKey(
        Enrolment, null=True, on_delete=models.SET_NULL, related_name="templates"
    )
    engine = models.CharField(max_length=16)
    # With where it is: the same name at an emulator or in another account is another collection.
    collection = models.CharField(max_length=400, blank=True)
    model_version = models.CharField(max_length=40)
    face_id = models.CharField(max_length=80)
    # Base64 of float32[128]; empty where the engine keeps the vector itself.
    vector = EncryptedTextField(blank=True)
    created_at = models.DateTimeField(default=clock.now, editable=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["engine", "collection", "face_id"], name="facetemplate_once"
            ),
            # A photo has a template in each place that was ever in use.
            models.UniqueConstraint(
                fields=["enrolment", "engine", "collection"], name="facetemplate_of_photo_there"
            ),
        ]
        # A gallery is all of a site's templates of one engine and model.
        indexes = [
            models.Index(fields=["site", "engine", "model_version"], name="facetemplate_gallery")
        ]
        ordering = ["-id"]

    def __str__(self) -> str:
        return f"{self.engine} {self.face_id}"
