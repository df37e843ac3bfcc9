"""Cameras: where their pictures come from, whom they feed, and how they are doing."""

from __future__ import annotations

from django.core.validators import MaxValueValidator, MinValueValidator, RegexValidator
from django.db import models

from factory.core import clock
from factory.core.encryption import EncryptedTextField
from factory.sites.models import SiteOwned


class Camera(SiteOwned):
    """One source of pictures, read by one capture process however many people watch."""

    class Direction(models.TextChoices):
        IN = "in", "In"
        OUT = "out", "Out"
        NONE = "none", "Either"

    class Transport(models.TextChoices):
        TCP = "tcp", "TCP"
        UDP = "udp", "UDP"

    class Detector(models.TextChoices):
        AUTO = "auto", "The installation's model, else people or moving objects, as is needed"
        MOTION = "motion", "Moving objects"
        HOG = "hog", "People (HOG)"
        MODEL = "model", "The installation's model (DETECTOR_MODEL)"
        NONE = "none", "None: consumers look at the whole picture"

    camera_id = models.CharField(
        max_length=40,
        unique=True,
        validators=[
            RegexValidator(
                r"^(?![0-9]+$)[A-Za-z0-9][A-Za-z0-9._-]*$",
                "Letters, digits, . _ and -; not digits alone, which would be a number.",
            )
        ],
        help_text="short and unique in the whole installation, such as CAM-MAIN",
    )
    name = models.CharField(max_length=120)
    source = models.CharField(
        max_length=500,
        help_text="rtsp://host:554/path, http://host/video.mjpg, file:NAME or scene:NAME;"
        " without user and password",
    )
    user = EncryptedTextField(max_length=120, blank=True)
    password = EncryptedTextField(blank=True)
    transport = models.CharField(max_length=3, choices=Transport.choices, default=Transport.TCP)
    target_fps = models.PositiveSmallIntegerField(
        default=30, validators=[MinValueValidator(1), MaxValueValidator(60)]
    )
    width = models.PositiveSmallIntegerField(
        default=1280, validators=[MinValueValidator(160), MaxValueValidator(3840)]
    )
    height = models.PositiveSmallIntegerField(
        default=720, validators=[MinValueValidator(120), MaxValueValidator(2160)]
    )
    quality = models.PositiveSmallIntegerField(
        default=80,
        validators=[MinValueValidator(30), MaxValueValidator(95)],
        help_text="of the JPEG pictures",
    )
    consumers = models.JSONField(
        default=list, blank=True, help_text="which recognisers this camera feeds"
    )
    detector = models.CharField(max_length=8, choices=Detector.choices, default=Detector.AUTO)
    direction = models.CharField(max_length=4, choices=Direction.choices, default=Direction.NONE)
    enabled = models.BooleanField(default=True)
    active_from = models.TimeField(null=True, blank=True, help_text="site time; empty: always")
    active_until = models.TimeField(null=True, blank=True)
    created_at = models.DateTimeField(default=clock.now, editable=False)
    changed_at = models.DateTimeField(auto_now=True)
    # The supervisor that reads this camera; another one may take it when the lease has ended.
    supervisor = models.CharField(max_length=120, blank=True, editable=False)
    lease_until = models.DateTimeField(null=True, editable=False)

    class Meta:
        ordering = ["site", "camera_id"]

    def __str__(self) -> str:
        return self.name or self.camera_id


class CameraStatus(SiteOwned):
    """What a camera's capture process last said; one row, overwritten, apart from what people edit."""

    class State(models.TextChoices):
        IDLE = "idle", "Idle"
        CONNECTING = "connecting", "Connecting"
        LIVE = "live", "Live"
        STALLED = "stalled", "Stalled"
        OFFLINE = "offline", "Offline"
        DISABLED = "disabled", "Disabled"

    camera = models.OneToOneField(Camera, on_delete=models.CASCADE, related_name="status")
    state = models.CharField(max_length=10, choices=State.choices, default=State.IDLE)
    since = models.DateTimeField(default=clock.now)
    seen_at = models.DateTimeField(default=clock.now)
    frame_at = models.DateTimeField(null=True)
    error = models.CharField(max_length=300, blank=True)
    frames_read = models.BigIntegerField(default=0)
    fps = models.FloatField(default=0)
    decode_ms = models.FloatField(default=0)
    encode_ms = models.FloatField(default=0)
    reconnects = models.PositiveIntegerField(default=0)
    width = models.PositiveSmallIntegerField(default=0)
    height = models.PositiveSmallIntegerField(default=0)
    viewers = models.PositiveIntegerField(default=0)
    analysis = models.JSONField(
        default=dict, help_text="each recogniser: rate, milliseconds, error"
    )
    analysed_at = models.DateTimeField(null=True, help_text="when the recognisers last said so")

    class Meta:
        verbose_name_plural = "camera statuses"

    def __str__(self) -> str:
        return f"{self.camera}: {self.get_state_display()}"
