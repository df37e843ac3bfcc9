"""Settings, in sections: every value from outside comes in here, through ``factory.env``.

What nothing from outside decides stands in ``factory.conf``: the apps' parts, Celery, the API.
"""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

from factory import env_forms as forms
from factory import hosts, valkey
from factory.conf import api
from factory.conf.celery import *
from factory.conf.database import database_at
from factory.conf.parts import *
from factory.env import BadSetting, Env
from factory.logs import LEVELS, logging_config

BASE_DIR = Path(__file__).resolve().parent.parent
env = Env(BASE_DIR / ".env")

# --- Where things are kept -------------------------------------------------------------------
DATA_DIR = env.writable_dir("DATA_DIR", BASE_DIR / "data")
SNAPSHOT_DIR = DATA_DIR / "snapshots"
READINGS_DIR = DATA_DIR / "readings"
SNAPSHOT_FOLDERS = ("unknown", "faces", "vehicles", "cameras")
DEBUG = env.flag("DEBUG")
SAMPLE_SECRET = "change-me"  # noqa: S105 - a word of old samples, refused below
SECRET_KEY = env.kept_secret("SECRET_KEY", DATA_DIR / "secrets" / "secret_key")
if SAMPLE_SECRET in SECRET_KEY:
    raise BadSetting("SECRET_KEY", "a secret of your own, not the sample's")
ENCRYPTION_KEYS = env.key_ring(
    "ENCRYPTION_KEY", DATA_DIR / "secrets" / "encryption_key", env.keys("ENCRYPTION_KEYS")
)

# --- Web -------------------------------------------------------------------------------------
HOST = env.text("HOST", "127.0.0.1")
PORT = env.whole("PORT", 8000, least=1, most=65535)
ALLOWED_HOSTS = env.words("ALLOWED_HOSTS") or hosts.names_of(HOST)
CORS_ALLOWED_ORIGINS = env.formed("CORS_ALLOWED_ORIGINS", "", forms.origins, forms.ORIGINS)
CORS_ALLOW_HEADERS, CORS_EXPOSE_HEADERS = api.HEADERS_IN, api.HEADERS_OUT
CORS_ALLOW_CREDENTIALS = bool(CORS_ALLOWED_ORIGINS)
CSRF_TRUSTED_ORIGINS = (
    env.formed("CSRF_TRUSTED_ORIGINS", "", forms.origins, forms.ORIGINS) or CORS_ALLOWED_ORIGINS
)
ROOT_URLCONF = "factory.urls"
WSGI_APPLICATION = "factory.wsgi.application"
ASGI_APPLICATION = "factory.asgi.application"
APPEND_SLASH = False
MAX_BODY_BYTES = 20 * 1024 * 1024
DATA_UPLOAD_MAX_MEMORY_SIZE = MAX_BODY_BYTES
# TLS ends at a proxy; it must say so, or cookies would be sent in the clear.
BEHIND_TLS = env.flag("BEHIND_TLS")
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if BEHIND_TLS else None
SECURE_SSL_REDIRECT = SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = BEHIND_TLS
SECURE_REDIRECT_EXEMPT = [r"^api/(v1/)?health$"]
SECURE_HSTS_SECONDS = 31_536_000 if BEHIND_TLS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = BEHIND_TLS
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
SESSION_ENGINE = "django.contrib.sessions.backends.cached_db"
SESSION_CACHE_ALIAS = "sessions"
SESSION_COOKIE_AGE = 12 * 3600

TEMPLATES: list[dict[str, Any]] = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "factory" / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ]
        },
    }
]

# --- Who may do what -------------------------------------------------------------------------
AUTH_USER_MODEL = "core.User"
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "factory.sites.slow_names.SlowNames",
    "factory.sites.backends.SiteRoleBackend",
]
ROLE_GRANTS = "factory.roles.GRANTS"
ACCESS_RESOLVER = "factory.sites.access.resolve"
AUDIT_TRAIL = "factory.audit.services.record"
LOGIN_URL = "admin:login"
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}", "OPTIONS": options}
    for name, options in {
        "UserAttributeSimilarityValidator": {},
        "MinimumLengthValidator": {"min_length": 10},
        "CommonPasswordValidator": {},
        "NumericPasswordValidator": {},
    }.items()
] + [{"NAME": "factory.sites.tokens.TokensEnd"}]
AXES_FAILURE_LIMIT = 8
AXES_COOLOFF_TIME = timedelta(minutes=15)
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_RESET_ON_SUCCESS = True
AXES_VERBOSE = False
AXES_LOCKOUT_CALLABLE = "factory.sites.lockout.locked_out"
AXES_CLIENT_IP_CALLABLE = "factory.sites.lockout.client_address"
REST_KNOX = {
    "TOKEN_TTL": timedelta(hours=10),
    "AUTH_HEADER_PREFIX": "Bearer",
    "TOKEN_LIMIT_PER_USER": None,
}

# --- Data ------------------------------------------------------------------------------------
DATABASE_URL: str = env.formed(
    "DATABASE_URL", f"sqlite:///{DATA_DIR / 'factory.sqlite3'}", forms.database_url, forms.DATABASES
)
DATABASES: dict[str, Any] = {"default": database_at(DATABASE_URL)}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
REDIS_URL = env.formed_or_none("REDIS_URL", forms.redis, forms.REDIS)
CACHE = {"LOCATION": REDIS_URL or valkey.cache_url(DATA_DIR), "KEY_PREFIX": "factory"}
CACHES: dict[str, Any] = {
    "default": CACHE | {"BACKEND": "factory.core.cache.ForgivingRedisCache"},
    "sessions": CACHE | {"BACKEND": "factory.core.brief_cache.BriefRedisCache"},
}
FILES = "django.core.files.storage.FileSystemStorage"
STORAGES: dict[str, Any] = {
    "default": {"BACKEND": FILES},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedStaticFilesStorage"},
    "evidence": {
        "BACKEND": env.formed("EVIDENCE_STORAGE", FILES, forms.class_path, forms.CLASS),
        "OPTIONS": {"location": str(SNAPSHOT_DIR), "base_url": None},
    },
    "imports": {
        "BACKEND": FILES,
        "OPTIONS": {"location": str(DATA_DIR / "imports"), "base_url": None},
    },
    "enrolments": {
        "BACKEND": FILES,
        "OPTIONS": {"location": str(DATA_DIR / "enrolments"), "base_url": None},
    },
}
EVIDENCE_BUCKET = env.text("EVIDENCE_BUCKET")
if EVIDENCE_BUCKET:
    STORAGES["evidence"] = {
        "BACKEND": "storages.backends.s3.S3Storage",
        "OPTIONS": {"bucket_name": EVIDENCE_BUCKET, "querystring_auth": True, "default_acl": None},
    }
    for folder in ("enrolments", "imports"):
        STORAGES[folder] = {
            "BACKEND": STORAGES["evidence"]["BACKEND"],
            "OPTIONS": {**STORAGES["evidence"]["OPTIONS"], "location": folder},
        }

# --- Language, time, files -------------------------------------------------------------------
LANGUAGE_CODE = "en-gb"
FORMAT_MODULE_PATH = ["factory.formats"]
# The process's own clock is the default site's, so that datetime.now() means there what it says.
# What is stored and what Celery plans is UTC all the same.
TIME_ZONE = SITE_TIME_ZONE = env.zone("TIME_ZONE", "UTC")
USE_TZ = True
STATIC_URL = "static/"
STATIC_ROOT = DATA_DIR / "static"
WHITENOISE_USE_FINDERS = True
LOGGING_CONFIG = "logging.config.dictConfig"
LOGGING = logging_config(DATA_DIR, level=env.choice("LOG_LEVEL", "INFO", of=LEVELS))

# --- API -------------------------------------------------------------------------------------
REST_FRAMEWORK = {
    **api.REST_FRAMEWORK,
    "NUM_PROXIES": env.whole("TRUSTED_PROXIES", 0, least=0, most=5),
}
SPECTACULAR_SETTINGS, API_SUBJECTS = api.SPECTACULAR_SETTINGS, api.API_SUBJECTS

# --- Alerts that leave the house -------------------------------------------------------------
EMAIL_HOST = env.text("EMAIL_HOST")
EMAIL_PORT = env.whole("EMAIL_PORT", 587, least=1, most=65535)
EMAIL_HOST_USER = env.text("EMAIL_HOST_USER")
EMAIL_HOST_PASSWORD = env.text("EMAIL_HOST_PASSWORD")
EMAIL_USE_TLS = env.flag("EMAIL_USE_TLS", default=True)
EMAIL_TIMEOUT = 5
DEFAULT_FROM_EMAIL = SERVER_EMAIL = env.text("EMAIL_FROM", "factory@localhost")
# Hosts inside the factory that webhooks may call; everything private is refused otherwise.
ALERT_WEBHOOK_ALLOWED_HOSTS = env.words("ALERT_WEBHOOK_ALLOWED_HOSTS")

# --- Celery ----------------------------------------------------------------------------------
CELERY_BROKER_URL = REDIS_URL or valkey.broker_url(DATA_DIR)

# --- Demo and monitoring ---------------------------------------------------------------------
DEMO = env.flag("DEMO", default=True)
DEMO_PASSWORD = env.kept_secret("DEMO_PASSWORD", DATA_DIR / "secrets" / "demo_password", length=9)
FLOWER_PASSWORD = env.kept_secret("FLOWER_PASSWORD", DATA_DIR / "secrets" / "flower_password")
# --- Subjects --------------------------------------------------------------------------------
# A gate's relay stands in the plant's own network, so that no rule can tell it from other devices.
GATE_RELAY_HOSTS = env.words("GATE_RELAY_HOSTS")
RTSP_URL = env.formed_or_none("RTSP_URL", forms.camera, forms.CAMERA)
CAMERA_ID = env.text("CAMERA_ID", "CAM-MAIN")
CAMERA_MEDIA_DIR = DATA_DIR / "media"
# Cameras live in private networks; what is not listed here cannot be made a camera's address.
PRIVATE = "10.0.0.0/8,172.16.0.0/12,192.168.0.0/16,fd00::/8"
CAMERA_NETWORKS = env.formed("CAMERA_NETWORKS", PRIVATE, forms.networks, forms.NETWORKS)
CAMERA_CA_FILE = env.formed_or_none("CAMERA_CA_FILE", forms.certificates, forms.CERTIFICATES)
DETECTOR_MODEL = env.formed_or_none("DETECTOR_MODEL", forms.model_file, forms.MODEL)
AWS_REGION = env.text("AWS_REGION", "us-east-1")
AWS_ACCESS_KEY_ID = env.text("AWS_ACCESS_KEY_ID")
AWS_SECRET_ACCESS_KEY = env.text("AWS_SECRET_ACCESS_KEY")
AWS_ENDPOINT_URL_REKOGNITION = env.formed_or_none(
    "AWS_ENDPOINT_URL_REKOGNITION", forms.web, forms.WEB
)
REKOGNITION_COLLECTION_ID = env.text("REKOGNITION_COLLECTION_ID", "factory-employees")
FACE_RETRIES = env.whole("FACE_RETRIES", 3, least=0, most=10)
FACE_RETRY_JITTER = env.flag("FACE_RETRY_JITTER", default=True)
# Calls of each operation in all workers together (AWS's default quota is 5); 0 is no limit.
FACE_RATE_PER_SECOND = env.whole("FACE_RATE_PER_SECOND", 5, least=0, most=1000)
# While Redis is away each worker process keeps to its share among so many.
FACE_RATE_PROCESSES = env.whole("FACE_RATE_PROCESSES", 2, least=1, most=1000)
# US dollars for one call, as AWS lists the first million of a month; for the estimate in the admin.
FACE_CALL_PRICE = env.fraction("FACE_CALL_PRICE", 0.001)
# A crop in which OpenCV's cascade sees no face is not paid for.
FACE_LOCAL_LOOK = env.flag("FACE_LOCAL_LOOK", default=True)
FACE_ENGINE = env.choice("FACE_ENGINE", "auto", of=("auto", "rekognition", "local"))
OCR_CONFIDENCE_THRESHOLD = env.fraction("OCR_CONFIDENCE_THRESHOLD", 0.85)
SNAPSHOT_RETENTION_DAYS = env.whole("SNAPSHOT_RETENTION_DAYS", 90, least=1, most=3650)
# 0: as all of them.
SNAPSHOT_RETENTION_BY_KIND = {
    "unknown": env.whole("SNAPSHOT_RETENTION_UNKNOWN_DAYS", 0, least=0, most=3650),
    "faces": env.whole("SNAPSHOT_RETENTION_FACES_DAYS", 0, least=0, most=3650),
    "vehicles": env.whole("SNAPSHOT_RETENTION_VEHICLES_DAYS", 0, least=0, most=3650),
    "cameras": env.whole("SNAPSHOT_RETENTION_CAMERAS_DAYS", 0, least=0, most=3650),
}
# Below this much free space on the disk of the pictures an alert is raised.
DISK_FREE_PERCENT = env.whole("DISK_FREE_PERCENT", 10, least=0, most=90)
