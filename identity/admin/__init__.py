"""Identity in the admin."""

from identity.admin import faces, people, sightings

__all__ = ["faces", "people", "sightings"]
