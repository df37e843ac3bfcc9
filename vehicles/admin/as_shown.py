"""Forms that change what their reader changed: not what others changed since the page was opened."""

from __future__ import annotations

from typing import Any, ClassVar

from django import forms


class AsShownForm(forms.ModelForm[Any]):
    """Holds each field against what its page showed, which the page sends along.

    A page may stay open for hours. Held against the row as it is by now, its old values would lift a
    block, or release a kill switch, that came meanwhile.
    """

    never_shown: ClassVar[frozenset[str]] = frozenset()
    """Fields whose values no page may hold."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk is not None:
            for name in self.fields.keys() - self.never_shown:
                self.fields[name].show_hidden_initial = True

    def clean(self) -> dict[str, Any]:
        values = super().clean() or self.cleaned_data
        for name in set(self.changed_data) & values.keys():
            if self._changed_meanwhile(name):
                self.add_error(
                    name, "Somebody else has changed this meanwhile: open the page anew."
                )
        return values

    def changes(self) -> dict[str, Any]:
        """Return the values that the reader changed, by their fields' names."""
        return {name: self.cleaned_data[name] for name in self.changed_data}

    def _changed_meanwhile(self, name: str) -> bool:
        bound = self[name]
        if not bound.field.show_hidden_initial:
            return False
        widget, sent = bound.field.hidden_widget(), bound.html_initial_name
        if widget.value_omitted_from_data(self.data, self.files, sent):
            return False
        shown = widget.value_from_datadict(self.data, self.files, sent)
        return bool(bound.field.has_changed(bound.initial, shown))
