"""Faces that nobody has named yet, grouped by likeness, and what people said they are not."""

from __future__ import annotations

from typing import Any, ClassVar
from uuid import uuid4

from django.conf import settings
from django.db import models

from factory.core import clock
from factory.core.encryption import EncryptedTextField
from factory.core.scoping import ScopedQuerySet
from factory.sites.models import SiteOwned
from identity.models.employees import Employee


class Stranger(SiteOwned):
    """Somebody seen and not known. The sketch serves review alone, and ends with the last picture."""

    class Method(models.TextChoices):
        EMBEDDING = "embedding", "Embedding"
        HASH = "hash", "Perceptual hash"

    uuid = models.UUIDField(default=uuid4, unique=True, editable=False)
    method = models.CharField(max_length=12, choices=Method.choices)
    # Base64: float32[128], or eight bytes of a hash.
    sketch = EncryptedTextField()
    first_seen_at = models.DateTimeField()
    last_seen_at = models.DateTimeField()

    objects: ClassVar[Any] = ScopedQuerySet.as_manager()

    class Meta:
        # Whom a new face is compared with.
        indexes = [models.Index(fields=["site", "method", "-last_seen_at"], name="stranger_recent")]
        ordering = ["-last_seen_at", "-id"]

    def __str__(self) -> str:
        return f"Stranger of {clock.wall_time(self.first_seen_at)}"


class NotThisPerson(SiteOwned):
    """A person said that a stranger is not this employee; a machine does not say so again."""

    stranger = models.ForeignKey(Stranger, on_delete=models.CASCADE, related_name="not_these")
    employee = models.ForeignKey(Employee, on_delete=models.CASCADE, related_name="+")
    who = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    at = models.DateTimeField(default=clock.now)
    act = models.UUIDField(db_index=True, help_text="the click that said so, for its undoing")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["stranger", "employee"], name="notthisperson_once")
        ]
        verbose_name_plural = "not this person"
        ordering = ["-at", "-id"]

    def __str__(self) -> str:
        return f"{self.stranger_id} is not {self.employee_id}"
