"""Late policies: what lateness costs, saved and removed."""

from __future__ import annotations

from typing import Any

from django.db import transaction

from attendance.models import LatePolicy
from attendance.services.roster_checks import checked, noted, turn_at


@transaction.atomic
def save_late_policy(*, policy: LatePolicy, caller: Any) -> LatePolicy:
    """Save what lateness costs; locked periods show what it changes as differences.

    Raises Invalid for numbers that make no sense, Conflict (``overlap``) where the same group has
    another policy on one of its days.
    """
    turn_at(policy.site_id)
    checked(policy)
    policy.save()
    noted(policy, caller, "save-late-policy")
    return policy


@transaction.atomic
def remove_late_policy(*, policy: LatePolicy, caller: Any) -> None:
    """Delete a policy; the audit trail keeps it."""
    noted(policy, caller, "remove-late-policy", text=str(policy))
    policy.delete()
