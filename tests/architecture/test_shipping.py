"""What is shipped beside the code says what the code does."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
import yaml
from celery.bin.beat import beat
from celery.bin.worker import worker
from click import Context
from django.conf import settings
from django.core.management import get_commands, load_command_class

from factory import env_forms as forms
from factory.core.beat import BEAT
from factory.env import Env
from streaming.supervision.names import CAMERAS

ROOT = Path(__file__).resolve().parents[2]
EXAMPLE = (ROOT / ".env.example").read_text()
COMPOSE: dict[str, Any] = yaml.safe_load((ROOT / "compose.yaml").read_text())
READ = set(re.findall(r"\benv\.\w+\(\s*\"(\w+)\"", (ROOT / "factory" / "settings.py").read_text()))
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
    assert READ | {"POSTGRES_PASSWORD", "REDIS_PASSWORD"} == EXPLAINED


def test_the_example_holds_no_secret_that_works() -> None:
    named = r"^#?(\w*(?:PASSWORD|SECRET|KEY|KEYS|KEY_ID))=(.*)$"
    found = dict(re.findall(named, EXAMPLE, re.MULTILINE))
    assert {"SECRET_KEY", "ENCRYPTION_KEYS", "POSTGRES_PASSWORD", "REDIS_PASSWORD"} <= set(found)
    assert set(found.values()) == {""}
    assert re.findall(r"://[^@\s]*:(?!PASSWORD@)[^@/\s]+@", EXAMPLE) == []


def test_the_example_is_taken_as_it_stands(tmp_path: Path) -> None:
    """Every line but the secrets', as if somebody had taken the hashes away."""
    lines = re.findall(r"^#?([A-Z][A-Z0-9_]+=.+)$", EXAMPLE, re.MULTILINE)
    lines = [line for line in lines if line.partition("=")[0] not in {"DATA_DIR", "DETECTOR_MODEL"}]
    text = (
        "\n".join(lines)
        .replace("HOST:5432", "localhost:5432")
        .replace("HOST:6379", "localhost:6379")
    )
    (tmp_path / ".env").write_text(text)
    read = Env(tmp_path / ".env")
    assert read.formed("DATABASE_URL", "", forms.database_url, "").startswith("postgres://")
    assert read.formed("REDIS_URL", "", forms.redis, "").startswith("redis://")
    assert read.formed("RTSP_URL", "", forms.camera, "").startswith("rtsp://")
    assert read.whole("PORT", 1, least=1, most=65535) == 8000


def test_each_process_has_a_health_check_of_its_own() -> None:
    for name in set(OURS) - {"migrate"}:
        asked = SERVICES[name]["healthcheck"]["test"]
        if asked[:4] == ["CMD", "python", "manage.py", "health"]:
            known = f"{asked[4].removeprefix('--here=')}@"
            command = " ".join(SERVICES[name]["command"])
            assert known in command or known in {BEAT, CAMERAS}, name
        else:
            assert asked[:3] == ["CMD", "python", "-c"]
            compile(asked[3], name, "exec")


def test_the_published_port_is_the_one_that_is_listened_on() -> None:
    web = SERVICES["web"]
    assert web["ports"] == [f"127.0.0.1:${{PORT:-8000}}:{web['environment']['PORT']}"]
    assert f"EXPOSE {web['environment']['PORT']}" in (ROOT / "Dockerfile").read_text()


def test_the_containers_use_variables_that_exist() -> None:
    used = {
        name for service in COMPOSE["services"].values() for name in service.get("environment", {})
    } - COMPOSE_ONLY
    assert used <= READ


def test_compose_asks_the_env_file_for_what_it_explains() -> None:
    asked = set(re.findall(r"(?<!\$)\$\{(\w+)", (ROOT / "compose.yaml").read_text()))
    assert {"POSTGRES_PASSWORD", "FLOWER_PASSWORD"} <= asked <= EXPLAINED


def test_no_word_of_the_compose_file_is_unknown_to_compose() -> None:
    known = {
        *("build", "image", "restart", "env_file", "environment", "volumes", "depends_on", "ports"),
        *("init", "stop_grace_period", "stop_signal", "healthcheck", "command", "shm_size"),
    }
    checks = {"test", "interval", "timeout", "start_period", "retries", "disable"}
    assert {word for word in COMPOSE if not word.startswith("x-")} == {"services", "volumes"}
    for name, service in SERVICES.items():
        assert set(service) <= known, name
        assert set(service.get("healthcheck", {})) <= checks, name


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
    assert served == set(settings.CELERY_TASK_QUEUES)


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


SERVICES: dict[str, dict[str, Any]] = COMPOSE["services"]
OURS = sorted(name for name, service in SERVICES.items() if service.get("image") == "factory-ai")
DEPENDENCIES = [
    pytest.param(name, other, told["condition"], id=f"{name}-{other}")
    for name, service in SERVICES.items()
    for other, told in service.get("depends_on", {}).items()
]


@pytest.mark.parametrize(("name", "other", "condition"), DEPENDENCIES)
def test_a_service_waits_for_what_can_come(name: str, other: str, condition: str) -> None:
    awaited = SERVICES[other]
    if condition == "service_healthy":
        assert awaited["healthcheck"]["test"]
    elif condition == "service_completed_successfully":
        assert awaited["restart"] == "no", f"{name} would wait for ever"


def test_whatever_needs_tables_starts_after_they_are_made() -> None:
    def waits_for_migrate(name: str) -> bool:
        before = SERVICES[name].get("depends_on", {})
        return "migrate" in before or any(map(waits_for_migrate, before))

    assert [name for name in OURS if name != "migrate" and not waits_for_migrate(name)] == []


def test_volumes_are_declared_and_facts_outlive_their_containers() -> None:
    mounted = {
        volume.partition(":")[0]
        for service in SERVICES.values()
        for volume in service.get("volumes", [])
    }
    assert mounted == set(COMPOSE["volumes"])
    for name in ("postgres", "redis", *OURS):
        assert SERVICES[name]["volumes"], name


@pytest.mark.parametrize("name", OURS)
def test_a_containers_command_exists(name: str) -> None:
    words = [str(word) for word in SERVICES[name]["command"]]
    if words[0] == "celery":
        assert words[:3] == ["celery", "-A", "celery_app"]
        options = {"worker": worker, "beat": beat}[words[3]]
        # Raises NoSuchOption.
        options.make_parser(Context(options)).parse_args(words[4:])
    else:
        assert words[:2] == ["python", "manage.py"]
        assert words[2] in get_commands()
        command = load_command_class(get_commands()[words[2]], words[2])
        command.create_parser("manage.py", words[2]).parse_args(words[3:])


def test_workers_are_stopped_softly_and_given_the_time() -> None:
    for name in ("worker", "worker-maintenance"):
        assert SERVICES[name]["stop_signal"] == "SIGQUIT"
        grace = int(SERVICES[name]["stop_grace_period"].removesuffix("s"))
        assert grace > settings.CELERY_WORKER_SOFT_SHUTDOWN_TIMEOUT


def test_raw_frames_have_room_where_they_are_shared() -> None:
    # Docker's own 64 MB hold ten pictures of 1080p.
    assert SERVICES["cameras"]["shm_size"] == "1gb"


def test_the_broker_neither_evicts_nor_forgets() -> None:
    command = " ".join(SERVICES["redis"]["command"])
    for words in ("--maxmemory-policy noeviction", "--appendonly yes", "--requirepass"):
        assert words in command


def test_the_image_is_made_of_what_is_here() -> None:
    text = (ROOT / "Dockerfile").read_text()
    copied = re.findall(r"^COPY (?!--)(.+) \./$", text, re.MULTILINE)
    assert copied
    assert all((ROOT / name).is_file() for name in copied[0].split())
    assert set(re.findall(r"^FROM python:(\S+?)-slim", text, re.MULTILINE)) == {"3.12"}
    ignored = set((ROOT / ".dockerignore").read_text().split())
    assert {".env", ".git", ".venv", "data"} <= ignored


UNITS = {
    path.stem.removeprefix("factory-ai-"): path.read_text()
    for path in sorted((ROOT / "docs" / "systemd").glob("factory-ai-*.service"))
}


def test_there_is_a_unit_for_each_process() -> None:
    named = {name.removeprefix("worker-") for name in OURS} - {"migrate"}
    assert set(UNITS) == named


@pytest.mark.parametrize("name", UNITS)
def test_a_unit_starts_what_its_container_starts(name: str) -> None:
    (start,) = re.findall(r"^ExecStart=\S+/bin/(.+)$", UNITS[name], re.MULTILINE)
    service = SERVICES.get(name) or SERVICES[f"worker-{name}"]
    # A unit's percent sign is doubled; addresses and beat's file are the host's own affair.
    own = {"--address=0.0.0.0", "--schedule=/tmp/beat"}
    wanted = [str(word) for word in service["command"] if word not in own]
    started = start.replace("%%", "%").split()
    assert [word for word in started if not word.startswith("--schedule")] == wanted
    assert ("KillSignal=SIGQUIT" in UNITS[name]) == (service.get("stop_signal") == "SIGQUIT")
    for line in (
        "EnvironmentFile=/etc/factory-ai.env",
        "Restart=always",
        "PartOf=factory-ai.target",
    ):
        assert line in UNITS[name]
