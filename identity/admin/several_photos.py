"""A form's field for several files at once."""

from __future__ import annotations

from typing import Any

from django import forms


class SeveralFiles(forms.ClearableFileInput):
    """A file input that takes several files at once."""

    allow_multiple_selected = True


class SeveralPhotos(forms.FileField):
    """Cleans to the list of the files; each must be one."""

    widget = SeveralFiles

    def clean(self, data: Any, initial: Any = None) -> Any:
        files = data if isinstance(data, list) else [data]
        return [super(SeveralPhotos, self).clean(file, initial) for file in files or [None]]
