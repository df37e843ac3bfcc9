"""The house: settings, addresses and the ground that every app stands on."""

import os

# Whoever uses a part of it without manage.py, such as a benchmark, means its own settings.
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "factory.settings")
