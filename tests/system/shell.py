"""A Django process that answers questions: quick, where a new one for each would take a second."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Mapping
from typing import Any

from tests.system.processes import ROOT

# Read a line of JSON, run it, and answer with a line of JSON; connections end with each question.
LOOP = """
import json, sys, django
django.setup()
from django.db import close_old_connections, connection
from celery import current_app
current_app.loader.import_default_modules()
for line in sys.stdin:
    space = {"json": json}
    try:
        exec(json.loads(line), space)
        said = {"answer": space.get("answer")}
    except Exception as error:
        said = {"error": f"{type(error).__name__}: {error}"}
    connection.close()
    print("ANSWER" + json.dumps(said, default=str), flush=True)
"""


class Shell:
    def __init__(self, environment: Mapping[str, str]) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-c", LOOP],
            cwd=ROOT,
            env=environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def ask(self, code: str) -> Any:
        """Run Python in the system; ``code`` sets ``answer``, which comes back as JSON."""
        stdin, stdout = self._process.stdin, self._process.stdout
        assert stdin is not None
        assert stdout is not None
        stdin.write(json.dumps(code) + "\n")
        stdin.flush()
        line = ""
        while not line.startswith("ANSWER"):
            line = stdout.readline()
            assert line, "the shell has ended"
        said = json.loads(line.removeprefix("ANSWER"))
        assert "error" not in said, said
        return said["answer"]

    def end(self) -> None:
        self._process.kill()
        self._process.communicate()
