"""Identity in the admin."""

from identity.admin import consent, faces, people, sightings

__all__ = ["consent", "faces", "people", "sightings"]
