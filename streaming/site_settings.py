"""Where a site's cameras may be; edited in the admin, in force from a moment on."""

from __future__ import annotations

from ipaddress import ip_network

from django.conf import settings

from factory.core.errors import Invalid
from factory.sites.site_settings import Setting
from streaming.targets import narrowed


class NetworksSetting(Setting[str]):
    """Networks such as ``10.1.0.0/16``, parted by commas, spaces or lines; empty for no word."""

    def clean(self, value: object) -> str:
        # Explicit: zero-argument super() finds no cell in a subclass of a slotted dataclass.
        text = Setting.clean(self, value)
        try:
            for word in words(text):
                ip_network(word)
        except ValueError as error:
            raise Invalid(f"{self.title}: {error}", fields={"value": str(error)}) from error
        return text


def words(text: str) -> list[str]:
    return text.replace(",", " ").split()


CAMERA_NETWORKS = NetworksSetting(
    "streaming.camera_networks",
    "Networks in which the site's cameras are (empty: wherever the installation allows)",
    "",
)


def networks_of(site_id: int | None) -> list[str]:
    """Return where cameras of the site may be: what the installation allows, narrowed by the site.

    A site never widens it. None is a site that is not known yet. One query.
    """
    own = CAMERA_NETWORKS.of(site_id) if site_id else ""
    return narrowed(settings.CAMERA_NETWORKS, words(own))
