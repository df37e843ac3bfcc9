"""The demo's people: one for each role, all with a password that was made for this copy."""

from __future__ import annotations

from collections.abc import Sequence

from django.conf import settings
from django.contrib.auth.hashers import check_password, make_password
from django.db import transaction

from factory.core.models import User
from factory.sites.models import Role, Site
from factory.sites.services import grant_role

OFFICE = (Role.HR, Role.SECURITY, Role.MANAGER, Role.VIEWER)


def seed_users(site: Site) -> list[str]:
    """Make the operator ``admin`` and one user for each office role; safe to repeat.

    Who is there already is left alone: with the password and the roles that they were given.
    """
    # One salt for all: whether a password is still the demo's is then a single, slow question.
    password = make_password(settings.DEMO_PASSWORD)
    _user("admin", password, superuser=True)
    for role in OFFICE:
        # Together: a start that breaks off in between would leave one without a role for ever.
        with transaction.atomic():
            user, made = _user(role.value, password)
            if made:
                grant_role(user=user, site=site, role=role)
    return ["admin", *(role.value for role in OFFICE)]


def sign_in_hint(names: Sequence[str]) -> str:
    """Return what a newcomer is told: the demo's password, and only of those whom it lets in."""
    found = User.objects.filter(username__in=names, is_active=True)
    users = dict(found.values_list("username", "password"))
    good = {one for one in set(users.values()) if check_password(settings.DEMO_PASSWORD, one)}
    let_in = [name for name in names if users.get(name) in good]
    others = [name for name in names if name in users and name not in let_in]
    own = f"with a password of their own: {', '.join(others) or 'none'}"
    if not let_in:
        return f"demo users {own}"
    kept = f"kept in {settings.DATA_DIR}/secrets/demo_password: {settings.DEMO_PASSWORD}"
    hint = f"demo users: {', '.join(let_in)}; one password for all, {kept}"
    return f"{hint}; {own}" if others else hint


def demo_user(role: str) -> User:
    """Return the demo's user of a role (or ``admin``), once ``seed_users`` has made them."""
    user: User = User.objects.get(username=role)
    return user


def _user(name: str, password: str, *, superuser: bool = False) -> tuple[User, bool]:
    fresh = {"password": password, "is_superuser": superuser}
    return User.objects.get_or_create(username=name, defaults=fresh)
