"""Django's admin with our front page and our rule of who may enter."""

from __future__ import annotations

from django.contrib.admin.apps import AdminConfig


class FactoryAdminConfig(AdminConfig):
    default_site = "factory.sites.admin_site.FactoryAdminSite"
