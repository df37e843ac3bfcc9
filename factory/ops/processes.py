"""The processes of one machine, as ``manage.py run`` starts them."""

from __future__ import annotations

import signal
import sys
from dataclasses import replace
from pathlib import Path

from django.conf import settings

from factory import valkey
from factory.supervisor.ready import valkey_answers
from factory.supervisor.spec import ProcessSpec

WORKER_STOP_S = 9.0
BROKER, PRODUCT = 0, 1


def process_specs() -> list[ProcessSpec]:
    """Return the broker's stage (unless REDIS_URL names one) and then the product's."""
    return [*_broker(), _web(), *_celery(), _manage("cameras", "run_cameras", "--alone")]


def _broker() -> list[ProcessSpec]:
    if settings.REDIS_URL:
        return []
    data_dir = Path(settings.DATA_DIR)
    ready = valkey_answers(valkey.socket_path(data_dir))
    command = valkey.server_command(data_dir)
    return [ProcessSpec(name="valkey", argv=command, ready_check=ready, stage=BROKER)]


def _manage(name: str, *words: str) -> ProcessSpec:
    argv = (sys.executable, str(settings.BASE_DIR / "manage.py"), *words)
    return ProcessSpec(name=name, argv=argv, stage=PRODUCT, cwd=settings.BASE_DIR)


def _web() -> ProcessSpec:
    return _manage("web", "serve")


def _celery() -> list[ProcessSpec]:
    """Return two workers and beat. Gate, faces and the ticks never wait behind a long clean-up."""
    return [
        _worker("worker", queues="faces,gate", processes=2),
        _worker("maintenance", queues="maintenance", processes=1),
        _celery_spec("beat", "beat", "--schedule", str(Path(settings.DATA_DIR) / "beat")),
    ]


def _worker(name: str, *, queues: str, processes: int) -> ProcessSpec:
    words = ("--queues", queues, "--hostname", f"{name}@%h", "--concurrency", str(processes))
    spec = _celery_spec(name, "worker", *words, "--without-gossip", "--without-mingle")
    # SIGTERM would wait a whole minute for a task, and kill it half done in the pool's children.
    # SIGQUIT gives it a few seconds and then puts it back (Celery's soft shutdown).
    return replace(spec, stop_signal=signal.SIGQUIT, tells_its_own=True)


def _celery_spec(name: str, *words: str) -> ProcessSpec:
    return ProcessSpec(
        name=name,
        argv=(sys.executable, "-m", "celery", "--app", "celery_app", "--quiet", *words),
        stop_timeout=WORKER_STOP_S,
        stage=PRODUCT,
        cwd=settings.BASE_DIR,
    )
