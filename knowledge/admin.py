from typing import Any

from django import forms
from django.contrib import admin
from django.utils.translation import gettext as _

from knowledge.models import SynonymGroup
from knowledge.terms import groups_of


class SynonymGroupForm(forms.ModelForm):  # type: ignore[type-arg]  # cannot be subscripted at run time
    def clean_expressions(self) -> Any:
        typed = self.cleaned_data["expressions"]
        [group] = groups_of([typed])
        if len(set(group)) < 2:
            raise forms.ValidationError(_("Write two expressions at least, with a comma between them."))
        return ", ".join(" ".join(one.split()) for one in typed.split(",") if one.strip())


@admin.register(SynonymGroup)
class SynonymGroupAdmin(admin.ModelAdmin):  # type: ignore[type-arg]
    form = SynonymGroupForm
    list_display = ("expressions",)
    search_fields = ("expressions",)
