"""What a mutual sells is kept in the administration; nothing of a member ever is."""

from django.contrib import admin

from accounts.permissions import OfEveryMutual
from members.models import Product


@admin.register(Product)
class ProductAdmin(OfEveryMutual):
    list_display = ("name", "mutual", "code", "level")
    list_filter = ("mutual", "level")
    search_fields = ("name", "code")
