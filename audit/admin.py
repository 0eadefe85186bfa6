from django.contrib import admin

from audit.models import JournalEntry


@admin.register(JournalEntry)
class JournalEntryAdmin(admin.ModelAdmin):  # type: ignore[type-arg]  # cannot be subscripted at run time
    """Who did what, when and from where. On whom is for the data protection officer's screen, not for this one."""

    list_display = ("at", "act", "actor_name", "role", "ground", "route", "network")
    list_filter = ("act", "actor_kind")
    search_fields = ("=actor_name", "=request_id")
    exclude = ("member_id", "mutual_id")
    show_full_result_count = False
    list_per_page = 50
    actions = None
