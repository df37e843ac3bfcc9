"""Loaded before Django: tests have a data directory, keys and a broker of their own."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

# Not one that is exported: it may be a living installation's.
os.environ["DATA_DIR"] = tempfile.mkdtemp(prefix="factory-test-")
os.environ.setdefault("LOG_LEVEL", "WARNING")
# WhiteNoise warns of a missing folder, and warnings are errors here.
Path(os.environ["DATA_DIR"], "static").mkdir(parents=True, exist_ok=True)
