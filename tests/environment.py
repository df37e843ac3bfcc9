"""Loaded before Django: tests have a data directory, keys and a broker of their own."""

from __future__ import annotations

import os
import tempfile

os.environ.setdefault("DATA_DIR", tempfile.mkdtemp(prefix="factory-test-"))
os.environ.setdefault("LOG_LEVEL", "WARNING")
