from typing import Any

from django import forms
from django.core.files import File
from django.utils.translation import gettext_lazy as _

from accounts.models import Mutual, User
from accounts.queries import granted_mutual_ids
from members.enums import ImportMode

LARGEST = 2 * 2**30
"""Bytes: some twelve million people."""


class ImportForm(forms.Form):
    """A members' file of one of the account's mutuals. Tried first, unless said otherwise."""

    mutual = forms.ModelChoiceField(Mutual.objects.none(), label=_("Mutual"), empty_label=None)
    file = forms.FileField(label=_("File"), help_text=_("CSV in UTF-8, 2 GB at most."))
    mode = forms.ChoiceField(label=_("People whom the file leaves out"), choices=ImportMode, initial=ImportMode.UPDATE)
    dry_run = forms.BooleanField(label=_("Try first, without changing anything"), required=False, initial=True)

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["mutual"]
        assert isinstance(field, forms.ModelChoiceField)  # noqa: S101  for the type checker
        field.queryset = Mutual.objects.filter(pk__in=granted_mutual_ids(user))

    def clean_file(self) -> "File[bytes]":
        file: File[bytes] = self.cleaned_data["file"]
        if (file.size or 0) > LARGEST:
            raise forms.ValidationError(_("This file is larger than 2 GB. Split it in several."))
        return file
