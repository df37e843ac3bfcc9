"""Django's admin with our front page and our rule of who may enter."""

from __future__ import annotations

import django_stubs_ext
from django.contrib.admin.apps import AdminConfig

# Forms, views and admins name their models as a type checker reads it. Here, before any of them is
# loaded, and not in the settings: it loads the admin, which a process for live paths has no use for.
django_stubs_ext.monkeypatch()


class FactoryAdminConfig(AdminConfig):
    default_site = "factory.sites.admin_site.FactoryAdminSite"
