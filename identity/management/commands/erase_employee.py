"""``manage.py erase_employee CODE``: let go of everything that is kept of a person's face."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from factory.core.errors import DomainError
from factory.sites.selectors import default_site
from identity.models import Employee
from identity.selectors import kept_of_face
from identity.services import erase_now, request_erasure


class Command(BaseCommand):
    help = (
        "Delete a person's faces at the recognition engine, templates, enrolment photos and"
        " snapshots. The person, decisions and punches stay. Can be repeated, and goes on where it"
        " stopped."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("code", help="the employee code, as HR writes it")
        parser.add_argument(
            "--site", type=int, help="the site's number (default: the default site)"
        )
        parser.add_argument("--yes", action="store_true", help="do not ask")
        parser.add_argument(
            "--dry-run", action="store_true", help="say what would be deleted, delete nothing"
        )

    def handle(self, *_args: Any, **options: Any) -> None:
        site_id = options["site"] or default_site().pk
        employee = Employee.objects.filter(site_id=site_id, employee_code=options["code"]).first()
        if employee is None:
            raise CommandError(f"There is no employee {options['code']} at site {site_id}.")
        if options["dry_run"]:
            self.stdout.write(_would_go(employee))
            return
        if not options["yes"] and not self._confirmed(employee):
            raise CommandError("Nothing was erased.")
        erasure = request_erasure(employee=employee, caller=None)
        try:
            proof = erase_now(pk=erasure.pk)
        except DomainError as error:
            raise CommandError(error.detail) from error
        self.stdout.write(
            f"{employee}: {proof.templates} templates, {proof.photos} photos and"
            f" {proof.snapshots} snapshots deleted, verified {proof.verified_at:%Y-%m-%d %H:%M} UTC;"
            f" {proof.held_back} under legal hold stay."
        )

    def _confirmed(self, employee: Employee) -> bool:
        self.stdout.write(
            f"Erase everything that is kept of the face of {employee}? [y/N] ", ending=""
        )
        try:
            return input().strip().lower() in ("y", "yes")
        except EOFError as error:
            text = "Nothing was erased: there is nobody to ask here. Say --yes to mean it."
            raise CommandError(text) from error


def _would_go(employee: Employee) -> str:
    kept = kept_of_face(employee)
    return (
        f"{employee}: {kept.templates} templates, {kept.photos} photos and {kept.snapshots} snapshots"
        f" would be deleted; {kept.held_back} under legal hold would stay."
    )
