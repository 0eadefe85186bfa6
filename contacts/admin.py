"""What administrators keep of contacts: telephone systems, queues with their people, reasons. No case is ever shown here."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, ClassVar

from django import forms
from django.conf import settings
from django.contrib import admin, messages
from django.db import models
from django.db.models import Count, Q, QuerySet
from django.forms import ModelForm
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.timezone import localtime
from django.utils.translation import gettext_lazy as _

from accounts.permissions import ByMatrix, OfEveryMutual, signed_in
from contacts.enums import Channel, Notice
from contacts.forms import MailboxForm, QueueForm
from contacts.models import Mailbox, Queue, QueueMember, Reason, Subscription, SubscriptionDelivery, TelephonySystem
from contacts.services import mailboxes, notices, systems
from members.enums import Language
from ui.formats import moment


@admin.register(TelephonySystem)
class TelephonySystemAdmin(admin.ModelAdmin):  # type: ignore[type-arg]  # cannot be subscripted at run time
    search_fields = ("label", "code")
    list_filter = ("make", "is_active")
    help_texts: ClassVar = {
        "code": _("Letters, digits and hyphens: files and addresses name it so."),
        "label": _("As this administration calls it."),
        "make": _("Whose events it speaks; generic: the format of our own documents."),
        "is_active": _("Unticked: its events are refused."),
    }
    fields = ("code", "label", "make", "dial_url", "is_active", "refused_count", "refused_at")
    list_display = ("label", "code", "make", "is_active", "refused_count", "refused_at")
    formfield_overrides: ClassVar = {models.URLField: {"assume_scheme": "https"}}
    readonly_fields = ("refused_count", "refused_at")
    prepopulated_fields: ClassVar[dict[str, Sequence[str]]] = {"code": ("label",)}
    actions = ("renew_secret",)

    def get_readonly_fields(self, request: HttpRequest, obj: TelephonySystem | None = None) -> tuple[str, ...]:  # noqa: ARG002  Django's signature
        """Its code stands in its address and binds its key."""
        return (*self.readonly_fields, "code") if obj else self.readonly_fields

    def get_prepopulated_fields(
        self,
        request: HttpRequest,  # noqa: ARG002  Django's signature
        obj: TelephonySystem | None = None,
    ) -> dict[str, Sequence[str]]:
        return {} if obj else self.prepopulated_fields

    def save_model(
        self,
        request: HttpRequest,
        obj: TelephonySystem,
        form: ModelForm[TelephonySystem],  # noqa: ARG002  Django's signature
        change: bool,  # noqa: FBT001  Django's signature
    ) -> None:
        if change:
            obj.save(update_fields=["label", "make", "dial_url", "is_active"])
        else:
            obj.shown_secret = systems.add_system(system=obj, by=signed_in(request))  # type: ignore[attr-defined]  # for `response_add`, in this request only

    def response_add(
        self,
        request: HttpRequest,
        obj: TelephonySystem,
        post_url_continue: str | None = None,  # noqa: ARG002  Django's signature
    ) -> HttpResponse:
        return self._show(request, obj, obj.shown_secret)  # type: ignore[attr-defined]  # `save_model` put it there

    @admin.action(description=_("Make a new key: the one before stops at once"))
    def renew_secret(self, request: HttpRequest, rows: QuerySet[TelephonySystem]) -> HttpResponse | None:
        system = rows.first()
        if system is None or rows.count() != 1:
            self.message_user(request, _("Choose one telephone system."), messages.ERROR)
            return None
        return self._show(request, system, systems.renew_secret(system=system, by=signed_in(request)))

    def _show(self, request: HttpRequest, system: TelephonySystem, secret: str) -> HttpResponse:
        """The key stands on this one page and nowhere else: neither a message nor the session ever hold it."""
        context = {**self.admin_site.each_context(request), "opts": self.opts, "system": system, "secret": secret}
        return TemplateResponse(request, "admin/contacts/telephonysystem/secret.html", context)


class QueueMemberInline(ByMatrix, admin.StackedInline):  # type: ignore[type-arg]  # cannot be subscripted at run time
    """Stacked: the cells of Django's tables of inlines have no labels."""

    help_texts: ClassVar = {
        "user": _("Trained for this queue: its contacts are offered."),
    }
    model = QueueMember
    autocomplete_fields = ("user",)
    extra = 0


@admin.register(Queue)
class QueueAdmin(admin.ModelAdmin):  # type: ignore[type-arg]  # cannot be subscripted at run time
    """Queues are switched off, not removed: cases stand in them."""

    search_fields = ("label", "code")
    list_filter = ("is_active",)
    help_texts: ClassVar = {
        "code": _("Letters, digits and hyphens: files and addresses name it so."),
        "label": _("As boards and desks call it."),
        "is_active": _("Unticked: it takes nothing new; what waits in it stays."),
    }
    form = QueueForm
    list_display = ("position", "label", "by_channel", "in_language", "departments", "reasons", "is_active")
    list_display_links = ("label",)
    prepopulated_fields: ClassVar[dict[str, Sequence[str]]] = {"code": ("label",)}
    inlines = (QueueMemberInline,)

    @admin.display(description=_("channels"))
    def by_channel(self, queue: Queue) -> str:
        return _labels(queue.channels, Channel.choices)

    @admin.display(description=_("languages"))
    def in_language(self, queue: Queue) -> str:
        return _labels(queue.languages, Language.choices)


def _labels(codes: list[str], choices: Sequence[tuple[str, Any]]) -> str:
    """In words; a code that no longer exists as it is."""
    words = dict(choices)
    return ", ".join(str(words.get(code, code)) for code in codes)


@admin.register(Reason)
class ReasonAdmin(admin.ModelAdmin):  # type: ignore[type-arg]  # cannot be subscripted at run time
    """A reason that was used keeps its words: it ends, and another begins."""

    help_texts: ClassVar = {
        "code": _("Letters, digits and hyphens: files and addresses name it so."),
        "label": _("As advisers choose it; it does not change once used."),
        "parent": _("The reason that this one is a part of; empty: a reason of the first level."),
        "starts_on": _("First day on which it may be chosen."),
        "ends_on": _("Last day on which it may be chosen; empty: until further notice."),
    }
    list_display = ("label", "code", "parent", "position", "starts_on", "ends_on")
    list_filter = (("ends_on", admin.EmptyFieldListFilter),)
    list_select_related = ("parent",)
    search_fields = ("label", "code")
    prepopulated_fields: ClassVar[dict[str, Sequence[str]]] = {"code": ("label",)}

    def get_readonly_fields(self, request: HttpRequest, obj: Reason | None = None) -> tuple[str, ...]:  # noqa: ARG002  Django's signature
        return ("code", "label", "parent", "position", "starts_on") if obj else ()

    def get_prepopulated_fields(self, request: HttpRequest, obj: Reason | None = None) -> dict[str, Sequence[str]]:  # noqa: ARG002  Django's signature
        return {} if obj else self.prepopulated_fields


class SubscriptionForm(forms.ModelForm):  # type: ignore[type-arg]  # cannot be subscripted at run time
    events = forms.MultipleChoiceField(
        label=_("Events"),
        choices=Notice,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("What the other system is told of."),
    )

    class Meta:
        model = Subscription
        fields = ("events", "is_active")

    def clean_url(self) -> str:
        """Judged again at each delivery, by the address that the name has then."""
        url: str = self.cleaned_data["url"]
        if not (url.startswith("https://") or settings.WEBHOOKS_PRIVATE):
            raise forms.ValidationError(_("Write an address that begins with https://."))
        return url


NOTICE_HEADS = (_("Since"), _("Event"), _("State"), _("Attempts"), _("Last answer"))


@admin.register(Subscription)
class SubscriptionAdmin(OfEveryMutual):
    """Another address or mutual is another subscription, with a secret of its own."""

    search_fields = ("url", "mutual__name")
    help_texts: ClassVar = {
        "mutual": _("Its contacts alone are told."),
        "url": _("Receives signed notices; https."),
        "is_active": _("Unticked: nothing is told, and nothing is kept for later."),
    }
    form = SubscriptionForm
    fields = ("mutual", "url", "events", "is_active", "last_notices")
    list_display = ("url", "mutual", "events", "waiting", "is_active")
    list_filter = ("mutual", "is_active")
    list_select_related = ("mutual",)
    formfield_overrides: ClassVar = {models.URLField: {"assume_scheme": "https"}}
    actions = None

    def get_readonly_fields(self, request: HttpRequest, obj: Subscription | None = None) -> tuple[str, ...]:  # noqa: ARG002  Django's signature
        return ("mutual", "url", "last_notices") if obj else ("last_notices",)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Subscription]:
        untold = Count("deliveries", filter=Q(deliveries__next_at__isnull=False))
        subscriptions: QuerySet[Subscription] = super().get_queryset(request)
        return subscriptions.annotate(untold=untold)

    @admin.display(description=_("notices waiting"), ordering="untold")
    def waiting(self, subscription: Subscription) -> int:
        return subscription.untold  # type: ignore[attr-defined,no-any-return]  # annotated

    @admin.display(description=_("last notices"))
    def last_notices(self, subscription: Subscription) -> str:
        """What became of the latest ones: when, what, how it stands, and what the other side last answered."""
        rows = SubscriptionDelivery.objects.filter(subscription=subscription.pk).order_by("-pk")[:20]
        told = (
            (moment(localtime(row.created_at)), row.event, row.get_state_display(), row.attempts, row.status)
            for row in rows
        )
        lines = format_html_join("", "<tr><td>{}</td><td>{}</td><td>{}</td><td>{}</td><td>{}</td></tr>", told)
        heads = format_html_join("", '<th scope="col">{}</th>', ((word,) for word in NOTICE_HEADS))
        return format_html("<table><thead><tr>{}</tr></thead><tbody>{}</tbody></table>", heads, lines) if lines else "–"

    def save_model(self, request: HttpRequest, obj: Subscription, form: ModelForm[Subscription], change: bool) -> None:  # noqa: FBT001, ARG002  Django's signature
        if change:
            notices.change(subscription=obj, by=signed_in(request))
            return
        made, secret = notices.subscribe(mutual=obj.mutual, url=obj.url, events=obj.events, by=signed_in(request))
        obj.pk = made.pk
        obj.shown_secret = secret  # type: ignore[attr-defined]  # for `response_add`, in this request only

    def response_add(
        self,
        request: HttpRequest,
        obj: Subscription,
        post_url_continue: str | None = None,  # noqa: ARG002  Django's signature
    ) -> HttpResponse:
        """The secret stands on this one page and nowhere else: neither a message nor the session ever hold it."""
        context = {**self.admin_site.each_context(request), "opts": self.opts, "subscription": obj}
        return TemplateResponse(request, "contacts/subscription_secret.html", context)

    def delete_model(self, request: HttpRequest, obj: Subscription) -> None:
        notices.unsubscribe(subscription=obj, by=signed_in(request))


@admin.register(Mailbox)
class MailboxAdmin(admin.ModelAdmin):  # type: ignore[type-arg]  # cannot be subscripted at run time
    """Its password and its key are typed, stored sealed, and never shown again."""

    search_fields = ("address", "mutual__name")
    help_texts: ClassVar = {
        "mutual": _("Whose members write to it; it does not change."),
        "address": _("As members write it."),
        "host": _("Empty: nothing is fetched, another system delivers."),
        "port": _("993 with encryption."),
        "use_tls": _("Unticked, the password crosses the network in clear."),
        "username": _("Of the IMAP account, often the address itself."),
        "folder": _("Read from; what was read is marked as seen and stays there."),
        "is_active": _("Unticked: nothing is fetched or taken."),
    }
    form = MailboxForm
    list_display = ("address", "mutual", "host", "fetched_at", "failure", "refused_count", "is_active")
    list_filter = ("mutual", "is_active")
    list_select_related = ("mutual",)
    readonly_fields = ("fetched_at", "failure", "refused_count", "refused_at", "deliveries")
    fields = (
        "mutual", "address", "host", "port", "use_tls", "username", "password", "folder", "secret", "deliveries", "is_active",
        "fetched_at", "failure", "refused_count", "refused_at",
    )  # fmt: skip

    @admin.display(description=_("address for deliveries"))
    def deliveries(self, mailbox: Mailbox) -> str:
        """Where another system sends messages as they came, signed with the key."""
        return reverse("api:email", args=[mailbox.pk]) if mailbox.pk else ""

    def get_readonly_fields(self, request: HttpRequest, obj: Mailbox | None = None) -> tuple[str, ...]:  # noqa: ARG002  Django's signature
        """What was taken from it belongs to its mutual for good."""
        return (*self.readonly_fields, "mutual") if obj else self.readonly_fields

    def save_model(self, request: HttpRequest, obj: Mailbox, form: ModelForm[Mailbox], change: bool) -> None:  # noqa: FBT001, ARG002  Django's signature
        mailboxes.keep(mailbox=obj, password=form.cleaned_data["password"], secret=form.cleaned_data["secret"])
