"""Imported before anything of Django's: a folder, keys and an emulator's address of the run's own.

DATABASE_URL and REDIS_URL are taken where they are given, else SQLite and the embedded Valkey.
"""

from __future__ import annotations

import atexit
import os
import shutil
import tempfile
from pathlib import Path

import django

from factory.supervisor.preflight import free_port

HOST = "127.0.0.1"
FOLDER = Path(tempfile.mkdtemp(prefix="fb-"))
EMULATOR_PORT = free_port(HOST, 18181)
OWN_REDIS = not os.environ.get("REDIS_URL")  # noqa: TID251 - this is the roof of a program
os.environ.update(  # noqa: TID251
    {
        "DATA_DIR": str(FOLDER),
        "DJANGO_SETTINGS_MODULE": "factory.settings",
        "FACE_ENGINE": "rekognition",
        "AWS_ENDPOINT_URL_REKOGNITION": f"http://{HOST}:{EMULATOR_PORT}",
        "AWS_ACCESS_KEY_ID": "x",
        "AWS_SECRET_ACCESS_KEY": "x",
        "FACE_RATE_PER_SECOND": "0",
        "FACE_LOCAL_LOOK": "0",
        "FACE_RETRY_JITTER": "0",
        "LOG_LEVEL": "CRITICAL",
    }
)
atexit.register(shutil.rmtree, FOLDER, ignore_errors=True)
django.setup()
