"""What is shipped beside the code says what the code does."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
import yaml
from django.conf import settings

ROOT = Path(__file__).resolve().parents[2]
EXAMPLE = (ROOT / ".env.example").read_text()
COMPOSE: dict[str, Any] = yaml.safe_load((ROOT / "compose.yaml").read_text())
READ = set(
    re.findall(
        r"env\.(?:text|flag|whole|fraction|words|choice|zone|kept_secret|writable_dir)\(\s*\"(\w+)\"",
        (ROOT / "factory" / "settings.py").read_text(),
    )
)
EXPLAINED = set(re.findall(r"^#?([A-Z][A-Z0-9_]+)=", EXAMPLE, re.MULTILINE))
# compose's own, for the containers beside ours
COMPOSE_ONLY = {
    "POSTGRES_PASSWORD",
    "REDIS_PASSWORD",
    "REDISCLI_AUTH",
    "POSTGRES_USER",
    "POSTGRES_DB",
}


def test_every_variable_is_explained_and_none_is_invented() -> None:
    assert len(READ) > 20
    assert READ == EXPLAINED


def test_the_containers_use_variables_that_exist() -> None:
    used = {
        name for service in COMPOSE["services"].values() for name in service.get("environment", {})
    } - COMPOSE_ONLY
    assert used <= READ


def test_no_password_has_a_default() -> None:
    text = (ROOT / "compose.yaml").read_text()
    secrets = re.findall(r"\$\{(\w*(?:PASSWORD|KEY|KEYS))(\S*?)\}?", text)
    assert secrets
    assert re.findall(r"\$\{\w*(?:PASSWORD|KEY|KEYS):?-", text) == []


def test_every_queue_has_a_worker() -> None:
    commands = " ".join(
        " ".join(s["command"]) for s in COMPOSE["services"].values() if "command" in s
    )
    served = {q for group in re.findall(r"--queues=(\S+)", commands) for q in group.split(",")}
    assert served == {queue.name for queue in settings.CELERY_TASK_QUEUES}


@pytest.mark.parametrize(
    "name", ["web", "worker", "worker-maintenance", "beat", "cameras", "flower"]
)
def test_the_service_is_there(name: str) -> None:
    assert name in COMPOSE["services"]


def test_only_the_proxy_side_is_published_and_on_loopback() -> None:
    published = [
        port for service in COMPOSE["services"].values() for port in service.get("ports", [])
    ]
    assert published
    assert all(port.startswith("127.0.0.1:") for port in published)


def test_the_image_runs_as_nobody_special() -> None:
    lines = (ROOT / "Dockerfile").read_text().splitlines()
    assert "USER factory" in lines
    assert any(line.startswith("HEALTHCHECK") for line in lines)
