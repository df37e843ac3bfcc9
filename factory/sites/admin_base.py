"""What every admin of a site's rows has in common: it shows and offers the caller's sites only."""

from __future__ import annotations

from typing import Any, ClassVar

from django.contrib import admin
from django.db import transaction
from django.db.models import ForeignKey, ManyToManyField, QuerySet
from django.http import HttpRequest
from django.utils import timezone

from factory.core.models import User
from factory.core.scoping import ScopedQuerySet, access_of
from factory.sites.admin_actions import for_permitted_rows
from factory.sites.backends import site_id_of
from factory.sites.models import Site
from factory.sites.selectors import people_for, zone_of_site


class DeletesEach(admin.ModelAdmin[Any]):
    """Several ticked rows are deleted as each is on its own page, by ``delete_model``: all or none."""

    @transaction.atomic
    def delete_queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> None:
        """Delete them in the order of their keys: two who do so at once wait for one another."""
        rows = queryset.order_by("pk")
        super().log_deletions(request, rows)
        # The log has read them, and the query remembers.
        for row in rows:
            self.delete_model(request, row)

    def log_deletions(self, request: HttpRequest, queryset: Any) -> Any:
        """Leave ticked rows to ``delete_queryset``: Django would log them before it is refused."""
        return [] if isinstance(queryset, QuerySet) else super().log_deletions(request, queryset)


class ScopedAdmin(DeletesEach):
    """Rows, foreign-key choices, filters and autocompletes limited by ``for_user``.

    The row's site is chosen when it is made and never changes; with one site it is not even asked.
    """

    show_full_result_count = False
    list_per_page = 50
    when_empty = ""
    """What to do where there is no row yet; the list says it in the place of rows."""

    action_verbs: ClassVar[dict[str, str]] = {}
    """What an action's declared word stands for, where it is no verb of the roles' table itself."""

    def perm(self, verb: str) -> str:
        return f"{self.opts.app_label}.{verb}_{self.opts.model_name}"

    def action_perm(self, word: str) -> str:
        """Return the permission that a row's site must grant to an action declaring ``word``."""
        return self.perm(self.action_verbs.get(word, word))

    def get_actions(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """Return the actions, each bound to the rows on which its permission is granted."""
        actions: dict[str, Any] = super().get_actions(request, *args, **kwargs)
        return {
            name: (for_permitted_rows(act), name, title)
            for name, (act, _, title) in actions.items()
        }

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        rows: Any = super().get_queryset(request)
        scoped: QuerySet[Any] = rows.for_user(request.user, self.perm("view"))
        return scoped

    def get_list_display(self, request: HttpRequest) -> Any:
        """Leave the site out for whoever sees one only: it would say the same in every row."""
        names = super().get_list_display(request)
        return names if self._sees_several(request) else [one for one in names if one != "site"]

    def _sees_several(self, request: HttpRequest) -> bool:
        access = access_of(request.user)
        if access.superuser:
            return Site.objects.values("pk")[:2].count() > 1
        return len(access.sites(self.perm("view"))) > 1

    def get_object(
        self, request: HttpRequest, object_id: str, from_field: str | None = None
    ) -> Any:
        """Return the row of a page about one, whose times are told and read by its site's clock.

        The reader's own may be another. The request's zone is put back behind it (SiteTimeMiddleware).
        """
        row = super().get_object(request, object_id, from_field)
        zone = None if row is None else zone_of_site(site_id_of(row))
        if zone is not None:
            timezone.activate(zone)
        return row

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self._may(request, "view", obj)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return self._may(request, "add", None)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self._may(request, "change", obj)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self._may(request, "delete", obj)

    def _may(self, request: HttpRequest, verb: str, obj: Any) -> bool:
        access = access_of(request.user)
        perm = self.perm(verb)
        if obj is None or obj.pk is None:
            return access.superuser or bool(access.sites(perm))
        return access.allows(perm, site_id_of(obj))

    def formfield_for_foreignkey(
        self, db_field: ForeignKey[Any, Any], request: HttpRequest, **kwargs: Any
    ) -> Any:
        return super().formfield_for_foreignkey(
            db_field, request, **self._offered(db_field, request) | kwargs
        )

    def formfield_for_manytomany(
        self, db_field: ManyToManyField[Any, Any], request: HttpRequest, **kwargs: Any
    ) -> Any:
        return super().formfield_for_manytomany(
            db_field, request, **self._offered(db_field, request) | kwargs
        )

    def _offered(self, db_field: Any, request: HttpRequest) -> dict[str, Any]:
        """Offer rows of the sites where this page's rows may be written, and the people of those."""
        model = db_field.remote_field.model
        if model is User:
            return {"queryset": people_for(request.user, self.perm("change"))}
        rows = model._default_manager.all()
        if isinstance(rows, ScopedQuerySet):
            return {"queryset": rows.for_user(request.user, self.perm("change"))}
        return {}

    def get_ordering(self, request: HttpRequest) -> Any:
        """Never none: completions are paged, and pages of an unordered list repeat and miss rows."""
        return super().get_ordering(request) or self.opts.ordering or ("-pk",)

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[Any, ...]:
        fixed = tuple(super().get_readonly_fields(request, obj))
        asked = obj is None or "site" in fixed or not self._has_site()
        return fixed if asked else (*fixed, "site")

    def _has_site(self) -> bool:
        return any(field.name == "site" for field in self.opts.fields)

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, Any]:
        data: dict[str, Any] = super().get_changeform_initial_data(request)
        mine = Site.objects.for_user(request.user, self.perm("add")).values_list("pk", flat=True)
        sites = list(mine[:2])
        return {"site": sites[0]} | data if len(sites) == 1 else data


class ScopedFilter(admin.RelatedOnlyFieldListFilter):
    """A filter by a related row that offers only what the caller's list shows."""


class ReadOnlyAdmin(ScopedAdmin):
    """For facts and what is derived from them: looked at, never edited by hand."""

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False
