"""How the product logs: readable lines on the console and one rotating UTF-8 ``backend.log``."""

from __future__ import annotations

import logging
import re
from pathlib import Path
from typing import Any

from django.core.exceptions import PermissionDenied

LEVELS = ("DEBUG", "INFO", "WARNING", "ERROR", "CRITICAL")
# Up to the last @ before a blank or quote, since people write passwords as they are, with / and @.
CREDENTIALS = re.compile(
    r"(?P<name>(?<![a-z0-9+.-])[a-z][a-z0-9+.-]*://)[^\s\"'<>]+@", re.IGNORECASE
)
NAMES = r"(?:\w*(?:token|signature|secret|key|passw(?:or)?d|passphrase|pwd)|pass)"
VALUES = r"(?:\"(?:[^\"\\]|\\.)*\"|'(?:[^'\\]|\\.)*'|[^\s&\"']+)"
# name=value, name: value, "name": "value"; the name may begin with more, as in db_password.
NAMED = re.compile(rf"(?P<name>\b{NAMES}[\"']?\s?[=:]\s?){VALUES}", re.IGNORECASE)
HEADERS = re.compile(r"(?P<name>\b(?:authorization|cookie)[\"']?\s?[=:]\s?).+", re.IGNORECASE)
SCHEMES = re.compile(r"(?P<name>\b(?:bearer|basic|token)\s+)[\w.~+/=-]{12,}", re.IGNORECASE)
DEVICE_KEYS = re.compile(r"(?P<name>\bfdk_)[\w-]+")
REPLACED = (
    (HEADERS, r"\g<name>***"),
    (CREDENTIALS, r"\g<name>***@"),
    (NAMED, r"\g<name>***"),
    (SCHEMES, r"\g<name>***"),
    (DEVICE_KEYS, r"\g<name>***"),
)


def redact(text: str) -> str:
    """Take out what must not be written: passwords in URLs and elsewhere, tokens, keys, headers."""
    for secret, kept in REPLACED:
        text = secret.sub(kept, text)
    return text


class RedactingFormatter(logging.Formatter):
    """Redacts the finished line, tracebacks included, since secrets travel in exception texts too."""

    def format(self, record: logging.LogRecord) -> str:
        return redact(super().format(record))


class RefusalsInALine(logging.Filter):
    """Leaves a refusal's traceback out: it would lead to where the rule stands, and to no fault."""

    def filter(self, record: logging.LogRecord) -> bool:
        if record.exc_info and isinstance(record.exc_info[1], PermissionDenied):
            record.exc_info = None
        return True


def logging_config(data_dir: Path, *, level: str) -> dict[str, Any]:
    """Return a ``dictConfig``; the file handler is safe for several processes at once."""
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {
            "line": {
                "()": "factory.logs.RedactingFormatter",
                "format": "{asctime} {levelname:<7} {name}: {message}",
                "style": "{",
            }
        },
        "filters": {"refusals": {"()": "factory.logs.RefusalsInALine"}},
        "handlers": {
            "console": {"class": "logging.StreamHandler", "formatter": "line"},
            "file": {
                "class": "concurrent_log_handler.ConcurrentRotatingFileHandler",
                "filename": str(_ready(data_dir) / "backend.log"),
                "maxBytes": 10 * 1024 * 1024,
                "backupCount": 5,
                "encoding": "utf-8",
                "delay": True,
                "formatter": "line",
            },
        },
        "root": {"handlers": ["console", "file"], "level": level},
        "loggers": {
            "django.request": {"filters": ["refusals"]},
            "uvicorn": {"level": "WARNING"},
            "uvicorn.access": {"level": "WARNING"},
            "celery.worker.strategy": {"level": "WARNING"},
            "celery.app.trace": {"level": "WARNING"},
            "celery.beat": {"level": "WARNING"},
            "django_celery_beat": {"level": "WARNING"},
            "axes": {"level": "WARNING"},
            "botocore": {"level": "WARNING"},
        },
    }


def _ready(data_dir: Path) -> Path:
    data_dir.mkdir(parents=True, exist_ok=True)
    return data_dir
