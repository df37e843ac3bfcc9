"""A filled-in form becomes a request for a correction: an employee's own, or HR's for somebody."""

from __future__ import annotations

from attendance import services
from attendance.me.forms import CorrectionForm
from factory.core.errors import DomainError
from factory.core.models import User
from identity.models import Employee


def ask(form: CorrectionForm, *, employee: Employee, caller: User) -> bool:
    """Ask for what a valid form says; what the service refuses becomes the form's error."""
    values = form.cleaned_data
    came, left = form.moments(employee.site)
    try:
        services.request_correction(
            employee=employee,
            day=values["day"],
            reason=values["reason"],
            evidence=values["evidence"],
            caller=caller,
            check_in_time=came,
            check_out_time=left,
            void=values.get("void"),
        )
    except DomainError as error:
        form.add_error(None, error.detail)
        return False
    return True
