"""The demo's people: one for each role, all with a password that was made for this copy."""

from __future__ import annotations

from django.conf import settings

from factory.core.models import User
from factory.sites.models import Role, Site
from factory.sites.services import grant_role

OFFICE = (Role.HR, Role.SECURITY, Role.MANAGER, Role.VIEWER)


def seed_users(site: Site) -> list[str]:
    """Make the operator ``admin`` and one user for each office role; safe to repeat."""
    _user("admin", superuser=True)
    for role in OFFICE:
        grant_role(user=_user(role.value), site=site, role=role)
    return ["admin", *(role.value for role in OFFICE)]


def demo_user(role: str) -> User:
    """Return the demo's user of a role (or ``admin``), once ``seed_users`` has made them."""
    user: User = User.objects.get(username=role)
    return user


def _user(name: str, *, superuser: bool = False) -> User:
    user, made = User.objects.get_or_create(username=name, defaults={"is_superuser": superuser})
    if made:
        user.set_password(settings.DEMO_PASSWORD)
        user.save(update_fields=["password"])
    return user
