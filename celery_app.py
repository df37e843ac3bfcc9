"""The Celery application: ``celery -A celery_app worker`` and ``beat``."""

import os

from celery import Celery
from celery.signals import setup_logging

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "factory.settings")

app = Celery("factory")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
app.set_default()


@setup_logging.connect
def keep_logging(**_kwargs: object) -> None:
    """Let Django's logging stand: Celery's would drop INFO, and with it each job that ended well."""
