"""Guarantees, added as new versions and never edited, and the tariffs with their sources. No quote is ever shown here."""

from decimal import Decimal
from typing import Any, ClassVar

from django.contrib import admin
from django.core.exceptions import ValidationError
from django.forms import BaseInlineFormSet
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.template.response import TemplateResponse
from django.urls import URLPattern, path
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from accounts.models import Mutual
from accounts.permissions import ByMatrix, OfEveryMutual
from accounts.scopes import within_mutuals
from quotes import wording
from quotes.forms import CapForm, ClauseForm
from quotes.models import Cap, Clause, Guarantee, TariffLoad, TariffRow
from quotes.money import written
from quotes.services import guarantees
from ui import formats


class ClauseFormSet(BaseInlineFormSet):  # type: ignore[type-arg]  # cannot be subscripted at run time
    def clean(self) -> None:
        """A guarantee that is said to be responsible is one."""
        super().clean()
        version = self.instance
        if any(self.errors) or version.valid_from is None:
            return
        kept = [form.instance for form in self.forms if form.has_changed() and not form.cleaned_data.get("DELETE")]
        found = guarantees.judge(version, kept, [])
        if found:
            raise ValidationError([wording.breach(one) for one in found])


class PublishedInline(ByMatrix, admin.StackedInline):  # type: ignore[type-arg]  # cannot be subscripted at run time
    """Typed with a new version; read, in euros and percents, with one that stands."""

    readonly_fields: ClassVar = ["percent_shown", "amount_shown"]

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """No blank rows below what was published."""
        return obj is None and bool(super().has_add_permission(request, obj))

    def get_fields(self, request: HttpRequest, obj: Any = None) -> Any:  # noqa: ARG002  Django's signature
        """What is typed when there is no version yet, what is read of one."""
        typed = [str(name) for name in self.form._meta.fields or ()]
        return typed if obj is None else [f"{name}_shown" if name in ("percent", "amount") else name for name in typed]

    @admin.display(description=_("percent"))
    def percent_shown(self, row: Clause) -> str:
        return formats.percent(Decimal(row.percent).scaleb(-2), get_language() or "fr")

    @admin.display(description=_("amount (€)"))
    def amount_shown(self, row: Clause | Cap) -> str:
        return formats.euro(row.amount, get_language() or "fr")


class ClauseInline(PublishedInline):
    help_texts: ClassVar = {
        "position": _("The first clause that is for a line counts."),
        "name": _("As the analysis explains it."),
        "key": _("Names the clause in files; empty: none."),
        "form": _("How the amount is reckoned."),
        "percent": _("200 for 200 %, of the base or of what is left."),
        "amount": _("In euros, with cents."),
        "unit": _("What the amount is for: an equipment, a frame…"),
        "natures": _("None ticked: every kind of care."),
        "baskets": _("None ticked: every basket."),
        "categories": _("None ticked: glasses of every category."),
    }
    model = Clause
    form, formset, extra = ClauseForm, ClauseFormSet, 3
    exclude: ClassVar = ["mutual"]


class CapInline(PublishedInline):
    help_texts: ClassVar = {
        "name": _("As the analysis explains it."),
        "key": _("Names the cap in files; empty: none."),
        "amount": _("In euros, for one person in an insurance year."),
        "natures": _("None ticked: every kind of care."),
        "baskets": _("None ticked: every basket."),
    }
    model = Cap
    form, extra = CapForm, 1
    exclude: ClassVar = ["mutual"]


@admin.register(Guarantee)
class GuaranteeAdmin(OfEveryMutual):
    """A change is a new version from a later day."""

    search_fields = ("product__name", "product__code", "mutual__name")
    help_texts: ClassVar = {
        "mutual": _("Whose product it is."),
        "product": _("What the member has."),
        "valid_from": _("Care from this day on; quotes that were told keep theirs."),
        "is_responsible": _("Floors and ceilings of the decree are checked."),
        "is_collective": _("Signed by an employer."),
        "waiting_months": _("During which nothing of it is paid; 24 at most."),
        "year_starts_month": _("1 for January: from then yearly caps count anew."),
    }
    change_form_template = "admin/quotes/guarantee/change_form.html"
    inlines = (ClauseInline, CapInline)
    fields = (
        "mutual", "product", "valid_from", "is_responsible", "is_collective", "waiting_months", "year_starts_month",
    )  # fmt: skip
    list_display = ("product", "mutual", "valid_from", "is_responsible", "is_collective")
    list_filter = ("mutual", "is_responsible")
    list_select_related = ("product", "mutual")
    actions = None

    def save_model(self, request: HttpRequest, obj: Guarantee, form: Any, change: bool) -> None:  # noqa: FBT001  Django's signature
        """With its clauses, in `save_related`: one service writes them together."""

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:  # noqa: ARG002, FBT001  Django's signature
        clauses, caps = (_typed(formset) for formset in formsets)
        guarantees.publish(version=form.instance, clauses=clauses, caps=caps, by=request.user)  # type: ignore[arg-type]  # the administration is for accounts
        for formset in formsets:
            formset.new_objects, formset.changed_objects, formset.deleted_objects = [], [], []

    def get_urls(self) -> list[URLPattern]:
        tried = path("essai/", self.admin_site.admin_view(self.try_view), name="quotes_guarantee_try")
        return [tried, *super().get_urls()]

    def try_view(self, request: HttpRequest) -> HttpResponse:
        """Who would pay what with what stands in the form; nothing is kept."""
        if request.method != "POST" or not self.has_add_permission(request):
            return HttpResponseNotAllowed(["POST"])
        with within_mutuals(list(Mutual.objects.values_list("pk", flat=True))):
            return self._tried(request).render()

    def _tried(self, request: HttpRequest) -> TemplateResponse:
        form = self.get_form(request)(request.POST)
        form.is_valid()
        formsets, _inlines = self._create_formsets(request, form.instance, change=False)  # type: ignore[attr-defined]  # Django's own, untyped
        is_valid = all([form.is_valid(), *(formset.is_valid() for formset in formsets)])
        context = {**self.admin_site.each_context(request), "opts": self.opts, "form": form, "formsets": formsets}
        if is_valid:
            clauses, caps = (_typed(formset) for formset in formsets)
            context["examples"] = [
                (guarantees.EXAMPLE_NAMES[name], result)
                for name, result in guarantees.examples(form.instance, clauses, caps)
            ]
        return TemplateResponse(request, "admin/quotes/guarantee/try.html", context)


def _typed(formset: Any) -> list[Any]:
    return [form.instance for form in formset.forms if form.has_changed() and not form.cleaned_data.get("DELETE")]


@admin.register(TariffRow)
class TariffRowAdmin(admin.ModelAdmin):  # type: ignore[type-arg]  # cannot be subscripted at run time
    """What applies and applied, by code: loaded from files, never typed."""

    list_display = ("code", "label", "basket", "base_shown", "ceiling_shown", "valid_from", "valid_to", "confidence")
    list_filter = ("domain", "basket", "confidence", "nature")
    search_fields = ("code", "label")
    list_per_page = 100

    @admin.display(description=_("base"), ordering="base")
    def base_shown(self, row: TariffRow) -> str:
        return gettext("unknown") if row.base is None else written(row.base)

    @admin.display(description=_("ceiling"), ordering="ceiling")
    def ceiling_shown(self, row: TariffRow) -> str:
        return gettext("unknown") if row.ceiling is None else written(row.ceiling)


@admin.register(TariffLoad)
class TariffLoadAdmin(admin.ModelAdmin):  # type: ignore[type-arg]  # cannot be subscripted at run time
    search_fields = ("name", "=sha256")
    list_display = ("name", "loaded_at", "added", "changed", "same")
