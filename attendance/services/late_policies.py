"""Late policies: what lateness costs, saved and removed."""

from __future__ import annotations

from typing import Any

from django.db import transaction

from attendance.models import LatePolicy
from attendance.services.roster_checks import checked, noted


@transaction.atomic
def save_late_policy(*, policy: LatePolicy, caller: Any) -> LatePolicy:
    """Save what lateness costs; locked periods show what it changes as differences."""
    checked(policy)
    policy.save()
    noted(policy, caller, "save-late-policy")
    return policy


@transaction.atomic
def remove_late_policy(*, policy: LatePolicy, caller: Any) -> None:
    """Delete a policy; the audit trail keeps it."""
    noted(policy, caller, "remove-late-policy", text=str(policy))
    policy.delete()
