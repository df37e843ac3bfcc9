"""What the apps bring to the whole, named by dotted path, so that the roof imports none of them."""

from __future__ import annotations

INSTALLED_APPS = [
    "factory.core",
    "factory.sites",
    "factory.web",
    "factory.audit",
    "factory.exchange",
    "factory.evidence",
    "factory.alerts",
    "factory.health",
    "factory.ops",
    "streaming",
    "identity",
    "vehicles",
    "occupancy",
    "attendance",
    "factory.sites.admin_config.FactoryAdminConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "rest_framework",
    "django_filters",
    "drf_spectacular",
    "drf_spectacular_sidecar",
    "factory.sites.token_config.TokensConfig",
    "axes",
    "corsheaders",
    "django_celery_beat",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "corsheaders.middleware.CorsMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "factory.sites.middleware.SiteTimeMiddleware",
    "factory.sites.contacts.DeviceContactMiddleware",
    "axes.middleware.AxesMiddleware",
]
# Answered by plain ASGI callables: no thread and no database connection while they last.
LIVE_ROUTES: dict[str, str] = {
    r"/api/(v1/)?events": "factory.alerts.live.events",
    r"/api/(v1/)?health": "factory.health.live.health",
    r"/api/(v1/)?video_feed": "streaming.live_views.video_feed",
    r"/api/(v1/)?video_feed/snapshot": "streaming.live_views.snapshot",
    r"/api/(v1/)?cameras/(?P<camera>[^/]+)/stream": "streaming.live_views.video_feed",
    r"/api/(v1/)?cameras/(?P<camera>[^/]+)/snapshot": "streaming.live_views.snapshot",
}
LIVE_DOCS = ["factory.alerts.live_docs.PATHS", "streaming.live_docs.PATHS"]
LISTENING_SOCKET = "streaming.live.sockets.listening"
PERIOD_KINDS: list[str] = [
    "identity.periods.SNAPSHOT_CLEANUP",
    "occupancy.periods.HOURLY",
    "occupancy.periods.DRIFT",
    "occupancy.periods.MONTHLY",
    "occupancy.periods.QUALITY",
    "occupancy.periods.RETENTION",
    "attendance.periods.DAYS",
    "attendance.periods.HEADCOUNT",
]
JOB_KINDS: list[str] = [
    "factory.exchange.jobs.CHECK",
    "factory.exchange.jobs.APPLY",
    "identity.jobs.SNAPSHOT_CLEANUP",
    "identity.jobs.ERASE",
    "attendance.jobs.LOCK",
    "occupancy.jobs.AGGREGATE_HOUR",
    "occupancy.jobs.CORRECT_DRIFT",
]
IMPORTERS: list[str] = [
    "identity.importing.EMPLOYEES",
    "vehicles.importing.VEHICLES",
    "attendance.importing.SHIFTS",
    "attendance.importing.ROSTER",
    "attendance.importing.HOLIDAYS",
    "attendance.importing.LEAVE",
]
SWEEPS = [
    "factory.core.ledger.sweep",
    "factory.core.jobs.sweep",
    "factory.core.idempotency.forget_old",
    "factory.sites.ended.forget_ended",
    "factory.alerts.delivering.sweep",
    "factory.exchange.services.sweep",
    "factory.alerts.schedules.sweep",
    "streaming.services.sweep",
    "identity.services.sweep",
    "identity.services.disk.watch_disk",
    "occupancy.services.sweep",
    "vehicles.services.sweep",
    "attendance.services.sweep",
]
SITE_SETTINGS: list[str] = [
    "factory.evidence.retention.UNKNOWN_DAYS",
    "factory.evidence.retention.FACES_DAYS",
    "factory.evidence.retention.VEHICLES_DAYS",
    "factory.evidence.retention.CAMERAS_DAYS",
    "streaming.site_settings.CAMERA_NETWORKS",
    "identity.site_settings.REVIEW_FROM",
    "identity.site_settings.MATCH_FROM",
    "identity.site_settings.TIE_MARGIN",
    "identity.site_settings.TRACK_QUIET_MINUTES",
    "identity.site_settings.GROUP_STRANGERS",
    "occupancy.site_settings.RESET_HOUR",
    "occupancy.site_settings.CAPACITY_SLACK",
    "occupancy.site_settings.CAPACITY_COOL_DOWN",
    "occupancy.site_settings.CLOCK_TOLERANCE",
    "occupancy.site_settings.LOG_RETENTION_DAYS",
    "vehicles.site_settings.OCR_THRESHOLD",
    "vehicles.site_settings.COOLDOWN_SECONDS",
    "vehicles.site_settings.VOTES_NEEDED",
    "vehicles.site_settings.PLATE_RULES",
    "attendance.site_settings.REPEAT_HOURS",
    "attendance.site_settings.DEBOUNCE_MINUTES",
    "attendance.site_settings.OLDEST_PUNCH_DAYS",
    "attendance.site_settings.PAYROLL_FIRST_DAY",
]
# Functions of no arguments that return (name, ok, detail), or None where there is nothing to watch.
HEALTH_CHECKS: list[str] = [
    "streaming.liveness.cameras",
    "streaming.liveness.recognisers",
    "identity.liveness.face_service",
]
# Functions that get the caller's Access and return figures of the sites that it covers.
SYSTEM_INFO: dict[str, str] = {
    "alerts": "factory.alerts.selectors.figures",
    "streaming": "streaming.liveness.figures",
    "identity": "identity.liveness.figures",
    "vehicles": "vehicles.liveness.figures",
    "occupancy": "occupancy.liveness.figures",
    "attendance": "attendance.liveness.figures",
}

# The admin's front page, in this order.
DESKS: list[str] = [
    "streaming.desk.DESK",
    "factory.alerts.desk.DESK",
    "attendance.desk.DESK",
    "occupancy.desk.DESK",
    "vehicles.desk.DESK",
    "identity.desk.DESK",
    "factory.health.desk.DESK",
    "factory.sites.desk_others.SCHEDULES",
    "factory.sites.desk_others.TOKENS",
    "factory.sites.desk_others.SIGN_INS",
]

DEMO_SEEDS = [
    "streaming.demo.seed",
    "identity.demo.seed",
    "vehicles.demo.seed",
    "occupancy.demo.seed",
    "attendance.demo.seed",
]
STREAMING_CONSUMERS: dict[str, str] = {
    "occupancy": "occupancy.consumers.CrossingConsumer",
    "identity": "identity.consumers.FaceConsumer",
    "vehicles": "vehicles.consumers.PlateConsumer",
}
