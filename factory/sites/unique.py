"""What may be there once only, told of the field that a person can change: a code, not the row."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from django.core.exceptions import ValidationError
from django.db import router
from django.db.models import Model, UniqueConstraint


def check_constraints(row: Model, exclude: Collection[str] | None) -> None:
    """Hold a row to its constraints as Django's ``validate_constraints`` does; raises ValidationError.

    One of several fields names its last one. What a form does not ask and nobody can have filled in
    wrongly is known none the less: the row's site, and what a constraint is limited to.
    """
    using = router.db_for_write(type(row), instance=row)
    errors: dict[str, Any] = {}
    for model, constraints in row.get_constraints():
        for constraint in constraints:
            unasked = set(exclude or ()) - _known(row, constraint)
            try:
                constraint.validate(model, row, exclude=unasked, using=using)
            except ValidationError as error:
                errors = _named(row, constraint, error).update_error_dict(errors)
    if errors:
        raise ValidationError(errors)


def _known(row: Any, constraint: Any) -> set[str]:
    """Return which fields count although a form left them out."""
    known = {"site"} if getattr(row, "site_id", None) is not None else set()
    if isinstance(constraint, UniqueConstraint) and constraint.condition:
        for name in constraint.condition.referenced_base_fields:
            if not row._meta.get_field(name).editable:
                known.add(name)
    return known


def _named(row: Model, constraint: Any, error: ValidationError) -> ValidationError:
    """Return the error of the constraint's last field, unless the constraint has words of its own."""
    if not isinstance(constraint, UniqueConstraint) or not constraint.fields:
        return error
    if constraint.violation_error_message != constraint.default_violation_error_message:
        return error
    said = row.unique_error_message(type(row), constraint.fields)
    return ValidationError({constraint.fields[-1]: said})
