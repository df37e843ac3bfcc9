"""Pages whose services may refuse at the last moment: the refusal is said, and what was typed is kept."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import admin, messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect

from factory.core.errors import DomainError
from factory.core.four_eyes import note_refusal

_REFUSED = "_refused_by_a_service"


def _refused(form: type[Any], detail: str) -> type[Any]:
    """Return the form with an error, whatever is filled in."""

    def clean(self: Any) -> Any:
        cleaned = form.clean(self)
        self.add_error(None, detail)
        return cleaned

    return type(form.__name__, (form,), {"clean": clean})


class TellsRefusals(admin.ModelAdmin[Any]):
    """For rows that services save and remove; what they refuse has no effect, and is said."""

    def changeform_view(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Show or save the form; one that was refused comes back with what was typed."""
        view = super().changeform_view
        if request.method != "POST":
            return self.told(request, lambda: view(request, *args, **kwargs))
        try:
            return view(request, *args, **kwargs)
        except DomainError as error:
            note_refusal(error)
            setattr(request, _REFUSED, error.detail)
            return view(request, *args, **kwargs)

    def get_form(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        """Return the form; once it was refused, one that says so and is valid no more."""
        form = super().get_form(request, *args, **kwargs)
        detail = getattr(request, _REFUSED, "")
        return _refused(form, detail) if detail else form

    def delete_view(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        view = super().delete_view
        return self.told(request, lambda: view(request, *args, **kwargs))

    def changelist_view(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Show the list, or do one of its actions; where that is refused lead to the list again."""
        view = super().changelist_view
        if request.method != "POST":
            return view(request, *args, **kwargs)
        return self.told(request, lambda: view(request, *args, **kwargs))

    def told(
        self, request: HttpRequest, view: Callable[[], HttpResponse], *, back: str = ""
    ) -> HttpResponse:
        """Return what ``view`` does; where that is refused lead ``back`` (here), where it is said."""
        try:
            return view()
        except DomainError as error:
            note_refusal(error)
            self.message_user(request, error.detail, messages.ERROR)
            return HttpResponseRedirect(back or request.get_full_path())
