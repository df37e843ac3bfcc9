"""Identity in the admin."""

from identity.admin import consent, faces, paid, people, sightings, templates

__all__ = ["consent", "faces", "paid", "people", "sightings", "templates"]
