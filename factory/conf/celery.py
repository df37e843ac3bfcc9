"""How Celery works here: JSON, UTC, acknowledged late, one task at a time, short ones."""

from __future__ import annotations

TASKS_APP = "celery_app"
"""Whose tasks this process may ring for; empty in one that rings for none, and needs no Celery."""
TASK_SECONDS = 60
VISIBILITY_SECONDS = 180
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BROKER_TRANSPORT_OPTIONS = {
    "visibility_timeout": VISIBILITY_SECONDS,
    "unacked_restore_interval": 5,
    "unacked_restore_throttle": 1,
    "socket_timeout": 15,
    "socket_connect_timeout": 5,
    "socket_keepalive": True,
    "health_check_interval": 10,
}
CELERY_TASK_DEFAULT_QUEUE = "maintenance"
# In words, not as Celery's objects: these settings are read by processes that have no use for it.
CELERY_TASK_QUEUES = {
    name: {"exchange": name, "routing_key": name} for name in ("faces", "gate", "maintenance")
}
PROMPT, ORDINARY = 0, 3
"""Priorities. On Redis the smaller number goes first, whichever of a worker's queues it is in."""
CELERY_TASK_ROUTES = {
    # The clock's short ticks: a face is a punch within ten seconds. So they wait neither behind the
    # jobs of maintenance, which hold its worker for 40 s at a time, nor behind a long list of plates.
    "attendance.take_decisions": {"queue": "gate", "priority": PROMPT},
    "core.sweep": {"queue": "gate", "priority": PROMPT},
    "identity.search_*": {"queue": "faces", "priority": ORDINARY},
    "identity.enrol_*": {"queue": "faces", "priority": ORDINARY},
    "vehicles.*": {"queue": "gate", "priority": ORDINARY},
    "alerts.*": {"queue": "gate", "priority": ORDINARY},
    "*": {"queue": "maintenance", "priority": ORDINARY},
}
CELERY_TASK_SERIALIZER = CELERY_RESULT_SERIALIZER = "json"
CELERY_ACCEPT_CONTENT = ["json"]
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_SOFT_TIME_LIMIT = TASK_SECONDS - 5
CELERY_TASK_TIME_LIMIT = TASK_SECONDS
CELERY_TASK_SEND_SENT_EVENT = True
CELERY_WORKER_SEND_TASK_EVENTS = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_WORKER_MAX_TASKS_PER_CHILD = 1000
# For tasks at work only. Those that wait for their time are put back at once, and need no such pause.
CELERY_WORKER_SOFT_SHUTDOWN_TIMEOUT = 8.0
CELERY_WORKER_CANCEL_LONG_RUNNING_TASKS_ON_CONNECTION_LOSS = True
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_WORKER_REDIRECT_STDOUTS = False
# Celery's part in closing connections, which it would do around every task: never.
CELERY_DB_REUSE_MAX = 1_000_000_000
CELERY_ENABLE_UTC = True
CELERY_TIMEZONE = "UTC"
CELERY_BEAT_SCHEDULER = "factory.core.beat:LedgerScheduler"
CELERY_BEAT_CRON_STARTING_DEADLINE = 1800
DJANGO_CELERY_BEAT_TZ_AWARE = True
