"""What a mutual sells is kept in the administration; nothing of a member ever is."""

from typing import ClassVar

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from accounts.permissions import OfEveryMutual
from members.models import Product


@admin.register(Product)
class ProductAdmin(OfEveryMutual):
    help_texts: ClassVar = {
        "mutual": _("Who sells it."),
        "code": _("Letters, digits and hyphens: files and addresses name it so."),
        "name": _("As desks and quotes call it."),
    }
    list_display = ("name", "mutual", "code", "level")
    list_filter = ("mutual", "level")
    search_fields = ("name", "code")
