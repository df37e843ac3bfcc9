"""How a value that is good or bad looks in a list: the words say it, the colour says it from afar."""

from __future__ import annotations

from django.utils.html import format_html
from django.utils.safestring import SafeString

from factory.sites.desk import Tone


def badge(tone: Tone, label: str) -> SafeString:
    """Return a label in the colour of its tone."""
    return format_html('<span class="badge {}">{}</span>', tone, label)
