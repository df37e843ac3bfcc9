"""The house: settings, addresses and the ground that every app stands on."""

from celery_app import app as celery_app

# Without this, `.delay` in the web process would talk to Celery's default app.
__all__ = ["celery_app"]
