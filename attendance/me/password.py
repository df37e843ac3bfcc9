"""One's own password, for people whom the admin does not let in."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.contrib.auth.views import PasswordChangeView
from django.contrib.messages.views import SuccessMessageMixin
from django.urls import reverse_lazy

from factory.sites.own_password import OwnPasswordForm
from factory.sites.sign_in_rate import at_sign_in_rate


class OwnPassword(SuccessMessageMixin, PasswordChangeView):  # type: ignore[type-arg]
    """Other sessions of the account end with the old password, and so do its tokens."""

    form_class = OwnPasswordForm
    template_name = "attendance/me/password.html"
    success_url = reverse_lazy("my-attendance")
    success_message = "Your password is changed. Wherever else you were signed in, sign in again."


# The old password is asked for: a session left open is no quicker a way to guess it.
own_password = at_sign_in_rate(login_required(login_url="my-sign-in")(OwnPassword.as_view()))
