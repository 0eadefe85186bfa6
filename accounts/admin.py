"""What administrators keep: accounts, grants, mutuals, keys. Rights and fresh authentication come with the site."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, ClassVar

import pghistory.models
from allauth.account.forms import ResetPasswordForm
from django.apps import apps
from django.contrib import admin, messages
from django.db.models import QuerySet
from django.forms import ModelForm
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from accounts import services
from accounts.editing import (
    AccountForm,
    ApiKeyForm,
    GrantForm,
    MutualForm,
    OpeningWindowForm,
    OpeningWindows,
    PolicyForm,
    SiteForm,
)
from accounts.enums import Scope
from accounts.models import ApiKey, Grant, Mutual, MutualPolicy, OpeningWindow, PublicLine, ReadAlarm, Site, Team, User
from accounts.permissions import ByMatrix, signed_in
from audit.errors import Refused
from ui import formats


class _FilledInBy(admin.ModelAdmin):  # type: ignore[type-arg]  # cannot be subscripted at run time
    """The form knows who fills it in."""

    def get_form(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        form = super().get_form(request, *args, **kwargs)
        return type(form.__name__, (form,), {"by": signed_in(request)})


def _each(admin_: Any, request: HttpRequest, rows: QuerySet[Any], done: str, act: Any) -> None:
    """ACT on each row; those refused are named with the reason, and the others are done."""
    number = 0
    for row in rows:
        try:
            act(row)
            number += 1
        except Refused as refusal:
            admin_.message_user(request, f"{row} – {refusal}", messages.ERROR)
    if number:
        admin_.message_user(request, done % {"number": number}, messages.SUCCESS)


@admin.register(User)
class AccountAdmin(_FilledInBy):
    help_texts: ClassVar = {
        "first_name": _("As colleagues and members read it."),
        "last_name": _("Boards show its first letter alone."),
        "email": _("The link to choose a password goes there."),
        "role": _("What the account may do, everywhere it is granted."),
        "team": _("Its figures count for this team from the next day that is closed."),
        "language": _("Of the screens; everybody may change their own."),
        "username": _("What is typed at sign-in."),
        "is_active": _("Unticked: no sign-in any more; what was done stays."),
    }
    form = AccountForm
    list_display = ("username", "full_name", "role", "team", "is_active", "blocked_at", "last_login")
    list_filter = ("role", "is_active", "team")
    search_fields = ("username", "first_name", "last_name", "email")
    readonly_fields = ("blocked_at", "last_login", "date_joined")
    actions = ("send_link", "remove_second_factor")
    list_select_related = ("team__site",)

    @admin.display(description=_("name"), ordering="last_name")
    def full_name(self, account: User) -> str:
        return account.get_full_name()

    def get_readonly_fields(self, request: HttpRequest, obj: User | None = None) -> tuple[str, ...]:
        """Nobody changes the role of their own account, nor closes it."""
        return (*self.readonly_fields, "role", "is_active") if obj == request.user else self.readonly_fields

    def save_model(self, request: HttpRequest, obj: User, form: ModelForm[User], change: bool) -> None:  # noqa: FBT001, ARG002  Django's signature
        services.save_account(account=obj, by=signed_in(request))
        if not change and obj.email:
            _send_link(request, obj)

    @admin.action(description=_("Send a link to choose a password"))
    def send_link(self, request: HttpRequest, rows: QuerySet[User]) -> None:
        for account in rows.filter(is_active=True).exclude(email=""):
            _send_link(request, account)

    @admin.action(description=_("Remove the second factor of somebody who lost it"))
    def remove_second_factor(self, request: HttpRequest, rows: QuerySet[User]) -> None:
        done = ngettext("%(number)d account done.", "%(number)d accounts done.", rows.count())
        _each(self, request, rows, done, lambda row: services.remove_second_factor(user=row, by=signed_in(request)))


def _send_link(request: HttpRequest, account: User) -> None:
    form = ResetPasswordForm({"email": account.email})
    if form.is_valid():
        form.save(request)
        messages.info(request, _("A link to choose a password has left for %(name)s.") % {"name": account.username})


@admin.register(Grant)
class GrantAdmin(_FilledInBy):
    help_texts: ClassVar = {
        "user": _("Who may work for the mutual."),
        "mutual": _("Its members and their contacts are seen from the first day on."),
        "starts_on": _("First day, included."),
        "ends_on": _("Last day, included; empty: until somebody ends it."),
    }
    form = GrantForm
    list_display = ("user", "mutual", "period", "requested_by", "approval")
    list_filter = (("approved_at", admin.EmptyFieldListFilter), "mutual")
    search_fields = ("user__username", "user__last_name")
    actions = ("approve", "end")
    list_select_related = ("user", "mutual", "requested_by", "approved_by")

    @admin.display(description=_("Period"), ordering="starts_on")
    def period(self, obj: Grant) -> str:
        return f"{formats.day(obj.starts_on)} – {formats.day(obj.ends_on) if obj.ends_on else ''}".rstrip()

    @admin.display(description=_("Approved by"), ordering="approved_at")
    def approval(self, obj: Grant) -> str:
        return (
            f"{obj.approved_by}, {formats.day(timezone.localdate(obj.approved_at))}"
            if obj.approved_at
            else gettext("awaited")
        )

    def save_model(self, request: HttpRequest, obj: Grant, form: ModelForm[Grant], change: bool) -> None:  # noqa: FBT001, ARG002  Django's signature
        asked = services.request_grant(
            user=obj.user, mutual=obj.mutual, starts_on=obj.starts_on, ends_on=obj.ends_on, by=signed_in(request)
        )
        obj.pk = asked.pk
        messages.info(request, _("It counts once another administrator has approved it."))

    @admin.action(description=_("Approve"))
    def approve(self, request: HttpRequest, rows: QuerySet[Grant]) -> None:
        done = ngettext("%(number)d grant approved.", "%(number)d grants approved.", rows.count())
        _each(self, request, rows, done, lambda row: services.approve_grant(grant=row, by=signed_in(request)))

    @admin.action(description=_("End today"))
    def end(self, request: HttpRequest, rows: QuerySet[Grant]) -> None:
        done = ngettext("%(number)d grant ended.", "%(number)d grants ended.", rows.count())
        _each(self, request, rows, done, lambda row: services.end_grant(grant=row, by=signed_in(request)))


@admin.register(ApiKey)
class ApiKeyAdmin(_FilledInBy):
    search_fields = ("label", "user__username", "mutual__name")
    help_texts: ClassVar = {
        "mutual": _("The key sees this mutual alone."),
        "scopes": _("What it may do; nothing else is there for it."),
    }
    form = ApiKeyForm
    list_display = ("label", "mutual", "user", "scopes", "expiry", "last_used_on")
    list_filter = ("mutual",)
    fields = ("mutual", "label", "user", "scopes")
    list_select_related = ("mutual", "user")

    def save_model(self, request: HttpRequest, obj: ApiKey, form: ModelForm[ApiKey], change: bool) -> None:  # noqa: FBT001, ARG002  Django's signature
        scopes = [Scope(scope) for scope in form.cleaned_data["scopes"]]
        key, token = services.create_api_key(
            user=obj.user, mutual=obj.mutual, label=obj.label, scopes=scopes, by=signed_in(request)
        )
        obj.pk = key.pk
        obj.token = token  # for `response_add`, in this request only

    def response_add(self, request: HttpRequest, obj: ApiKey, post_url_continue: str | None = None) -> HttpResponse:  # noqa: ARG002  Django's signature
        """The token stands on this one page and nowhere else: neither a message nor the session ever hold it."""
        context = {**self.admin_site.each_context(request), "opts": self.opts, "key": obj}
        return TemplateResponse(request, "admin/accounts/apikey/token.html", context)

    def delete_model(self, request: HttpRequest, obj: ApiKey) -> None:
        services.revoke_api_key(key=obj, by=signed_in(request))

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet[ApiKey]) -> None:
        for key in queryset:
            services.revoke_api_key(key=key, by=signed_in(request))


@admin.register(ReadAlarm)
class ReadAlarmAdmin(admin.ModelAdmin):  # type: ignore[type-arg]  # cannot be subscripted at run time
    search_fields = ("user__username", "user__last_name")
    list_display = ("user", "raised_at", "kind", "files", "blocked", "announced_at", "reviewed_by", "reviewed_at")
    list_filter = ("kind", "blocked", ("reviewed_at", admin.EmptyFieldListFilter))
    actions = ("review",)
    list_select_related = ("user", "reviewed_by")

    @admin.action(description=_("Reviewed with the data protection officer: open reading again"))
    def review(self, request: HttpRequest, rows: QuerySet[ReadAlarm]) -> None:
        done = ngettext("%(number)d alarm reviewed.", "%(number)d alarms reviewed.", rows.count())
        _each(self, request, rows, done, lambda row: services.unblock_reading(user=row.user, by=signed_in(request)))


class _Inline(ByMatrix, admin.StackedInline):  # type: ignore[type-arg]  # cannot be subscripted at run time
    """Stacked: the cells of Django's tables of inlines have no labels."""

    extra = 0


class LineInline(_Inline):
    help_texts: ClassVar = {
        "number": _("As members dial it; the call’s mutual is known by it."),
        "label": _("As boards and forms call it."),
        "greeting": _("Said when a call to this line is answered; empty: the greeting of the mutual."),
    }
    model = PublicLine
    fields = (("number", "label"), "greeting")


class WindowInline(_Inline):
    help_texts: ClassVar = {
        "weekday": _("A window for each stretch of a day; none: closed that day."),
        "opens_at": _("Paris time. Calls before it are out of hours and count in no rate."),
        "closes_at": _("Paris time. What is promised in opening hours stands still from then on."),
    }
    model = OpeningWindow
    form, formset = OpeningWindowForm, OpeningWindows
    fields = (("weekday", "opens_at", "closes_at"),)


class PolicyInline(_Inline):
    """The first version. Others are added on a page of their own, which shows what they would do to promises."""

    help_texts: ClassVar = {
        "mutual": _("Whose promises these are."),
        "valid_from": _("Promises given from this day on; those that are open keep theirs."),
        "callback_hours": _("24 unless the mutual agreed otherwise."),
        "callback_clock": _("Elapsed: nights and holidays count. Opening hours: they do not."),
        "written_hours": _("From the receipt to the answer."),
        "written_clock": _("Elapsed: nights and holidays count. Opening hours: they do not."),
        "quote_days": _("From the receipt to the answer that the member is told."),
        "import_drop_percent": _("A file that drops more members waits for somebody to confirm it."),
        "pick_up_percent": _(
            "What boards and indicators compare with, from this day on. Nothing is counted otherwise."
        ),
        "service_percent": _("Compared with on boards, and what the need of advisers is worked out for."),
        "handling_seconds": _("Talk, hold and after-call work together; boards mark what is above."),
    }
    model = MutualPolicy
    form = PolicyForm
    exclude = ("callback_clock", "written_clock", "quote_clock")

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return obj is None and super().has_add_permission(request, obj)


@admin.register(Mutual)
class MutualAdmin(admin.ModelAdmin):  # type: ignore[type-arg]  # cannot be subscripted at run time
    list_filter = ("is_active",)
    help_texts: ClassVar = {
        "code": _("Letters, digits and hyphens: files and addresses name it so."),
        "name": _("As members and letters call it."),
        "register_number": _("Nine digits; the last one checks the others."),
        "colour": _("Of its name at the head of letters."),
        "is_active": _("Unticked: nobody sees it any more; what is there stays."),
    }
    form = MutualForm
    list_display = ("name", "code", "register_number", "is_active")
    search_fields = ("name", "code")
    inlines = (LineInline, WindowInline, PolicyInline)
    prepopulated_fields: ClassVar[dict[str, Sequence[str]]] = {"code": ("name",)}


@admin.register(Site)
class SiteAdmin(admin.ModelAdmin):  # type: ignore[type-arg]  # cannot be subscripted at run time
    search_fields = ("name", "town")
    help_texts: ClassVar = {
        "name": _("As boards and figures call it."),
        "town": _("Where it is."),
        "departments": _("Their members’ contacts come here first: 34, 2A, 974; empty: none."),
    }
    form = SiteForm
    fields = ("name", "town", "departments")
    list_display = ("name", "town", "departments")


@admin.register(Team)
class TeamAdmin(admin.ModelAdmin):  # type: ignore[type-arg]  # cannot be subscripted at run time
    search_fields = ("name", "site__name")
    help_texts: ClassVar = {
        "site": _("Where the team works."),
        "name": _("As boards and figures call it."),
    }
    list_display = ("name", "site")
    list_filter = ("site",)


class EventAdmin(admin.ModelAdmin):  # type: ignore[type-arg]  # cannot be subscripted at run time
    """What a row was, at each change: written by the database itself."""

    list_display = ("pgh_created_at", "pgh_label", "what", "who")
    list_filter = ("pgh_label",)
    ordering = ("-pgh_id",)
    actions = None
    NAMES = ("username", "name", "label", "user", "mutual")
    FOUND_BY: ClassVar = {"user": "user__username", "mutual": "mutual__name"}

    def get_search_fields(self, request: HttpRequest) -> list[str]:  # noqa: ARG002  Django's signature
        return [self.FOUND_BY.get(name, name) for name in self.NAMES if hasattr(self.model, name)]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        related = [name for name in ("user", "mutual") if hasattr(self.model, name)]
        return super().get_queryset(request).select_related("pgh_context", *related)

    @admin.display(description=_("row"))
    def what(self, event: Any) -> str:
        return " · ".join(str(getattr(event, name)) for name in self.NAMES if hasattr(event, name))

    @admin.display(description=_("by"))
    def who(self, event: Any) -> str:
        """The number of the account that was signed in, or nothing for a command."""
        return str(event.pgh_context.metadata.get("user", "")) if event.pgh_context else ""


admin.site.register(
    [model for model in apps.get_app_config("accounts").get_models() if issubclass(model, pghistory.models.Event)],
    EventAdmin,
)
