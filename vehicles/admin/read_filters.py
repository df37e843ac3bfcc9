"""What plate reads are sifted by in the admin."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest

from vehicles.admin.words import in_words
from vehicles.gate_rules import Reason


class WaitingFilter(admin.SimpleListFilter):
    """Held reads of vehicles that no event tells of: these wait for somebody to look."""

    title = "review"
    parameter_name = "review"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [
            ("waiting", "Waiting for a person"),
            ("event", "Told by an event"),
            ("seen", "Seen"),
        ]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        if self.value() == "waiting":
            waiting: QuerySet[Any] = queryset.waiting()  # type: ignore[attr-defined]
            return waiting
        held = queryset.filter(requires_manual_review=True)
        if self.value() == "event":
            return held.filter(event__isnull=False)
        return held.filter(reviews__isnull=False).distinct() if self.value() == "seen" else queryset


class BecauseFilter(admin.SimpleListFilter):
    """By the rule that decided; its words are known, so that no read is asked for them."""

    title = "because"
    parameter_name = "reason"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [(reason.value, in_words(reason)) for reason in Reason]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        reason = self.value()
        return queryset if reason is None else queryset.filter(reason=reason)
