"""Settings of a process for the live paths alone: ``manage.py serve --settings=factory.live_settings``.

It serves pictures and events behind a proxy, undisturbed by the threads of API and admin, and loads
none of what they need: half the memory of the whole.
"""

from __future__ import annotations

from factory.settings import *  # noqa: F403 - all but what follows
from factory.settings import INSTALLED_APPS as ALL_APPS
from factory.settings import LIVE_ROUTES as ALL_LIVE_ROUTES
from factory.settings import MIDDLEWARE as ALL_MIDDLEWARE

APPS = {"core", "sites", "web", "audit", "evidence", "alerts"}
NEEDED = {f"factory.{app}" for app in APPS} | {
    "streaming",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "factory.sites.token_config.TokensConfig",
    "corsheaders",
}
INSTALLED_APPS = [app for app in ALL_APPS if app in NEEDED]
# Who signed in elsewhere is known here; nobody signs in here.
AUTHENTICATION_BACKENDS = ["factory.sites.backends.SiteRoleBackend"]
# What is not live is only refused, and preflights are answered.
MIDDLEWARE = [
    one for one in ALL_MIDDLEWARE if one.startswith(("corsheaders.", "django.middleware"))
]
ROOT_URLCONF = "factory.live_urls"
# The whole product's health is told by the process that has the whole.
LIVE_ROUTES = {path: view for path, view in ALL_LIVE_ROUTES.items() if "health" not in path}
# Named by dotted paths, which the checks at the start would load.
PERIOD_KINDS = JOB_KINDS = IMPORTERS = SWEEPS = HEALTH_CHECKS = LIVE_DOCS = []
SITE_SETTINGS = DESKS = DEMO_SEEDS = []
STREAMING_CONSUMERS = {}
# What it is asked for leaves no work behind.
TASKS_APP = ""
SYSTEM_INFO = {}
