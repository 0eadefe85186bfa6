"""Sample pages that exercise the shell and every component, without a database."""

from datetime import date

from django import forms
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render as render_page
from django.template.loader import render_to_string
from django.urls import include, path

from ui.htmx import render
from ui.shell import Command, Shell, Tab

PEOPLE = [
    ("Marchandeau Hélène", "14/03/1958", "Béziers", "204 118 73"),
    ("Marchand Hélène", "14/03/1991", "Béziers", "311 902 45"),
    ("Marchandot Élise", "14/03/1962", "Sérignan", "260 447 08"),
]
SHELL = Shell(
    home_url="/",
    search_url="/search",
    place="Arbelle · Béziers",
    commands=(
        Command("Composants", "table", url="/parts", alias="c"),
        Command("Œuvrer à l’été", "calendar", url="/found", key="F4"),
    ),
)
TABS = (
    Tab("Appel", "/", "phone", current=True),
    Tab("Devis", "/parts", "dental", "F8", count=5),
    Tab("Orientations", "/found", "arrows-shuffle"),
)


class SampleForm(forms.Form):
    name = forms.CharField(label="Nom", help_text="Tel qu’il est écrit sur la carte.")
    born = forms.DateField(label="Date de naissance")
    sex = forms.ChoiceField(label="Sexe", choices=[("1", "Homme"), ("2", "Femme")], widget=forms.RadioSelect)
    scheme = forms.ChoiceField(label="Régime", choices=[("g", "Général"), ("am", "Alsace-Moselle")])
    agreed = forms.BooleanField(label="Accord pour les SMS", required=False)
    note = forms.CharField(label="Note", widget=forms.Textarea, required=False)


def desk(request: HttpRequest) -> HttpResponse:
    return render_page(request, "samples/desk.html", {"shell": SHELL, "tabs": TABS, "birth": date(1958, 3, 14)})


def search(request: HttpRequest) -> HttpResponse:
    typed = request.POST.get("q", "marchand")
    people = [person for person in PEOPLE if typed.lower() in person[0].lower()]
    return render(request, "samples/search.html", "rows", {"shell": SHELL, "tabs": TABS, "people": people})


def parts(request: HttpRequest) -> HttpResponse:
    form = SampleForm(request.POST or ({"name": "", "born": "31/02/2026"} if "refused" in request.GET else None))
    context = {
        "shell": SHELL,
        "form": form,
        "columns": [("Ligne", False), ("Montant", True)],
        "rows": [["1", "12"], ["2", "13"]],
        "page": Paginator(range(45), 20).page(2),
        "kinds": ["primary", "secondary", "success", "danger", "warning", "info"],
        "alerts": ["primary", "secondary", "success", "danger", "warning", "info"],
    }
    return render_page(request, "samples/parts.html", context)


def door(request: HttpRequest) -> HttpResponse:
    return render_page(request, "samples/door.html")


def fault(_: HttpRequest, code: int) -> HttpResponse:
    return HttpResponse(render_to_string(f"{code}.html"))


def refuse(request: HttpRequest, code: int) -> HttpResponse:
    """CODE, until the cookie says that the person signed in again."""
    status = 200 if request.COOKIES.get("session") == "open" else code
    headers = {"X-Request-ID": "7f3a-19c2", "CC-Sign-In": "/door"}
    return HttpResponse("refused" if status != 200 else "fine", status=status, headers=headers)


def keep(_: HttpRequest) -> HttpResponse:
    return HttpResponse(status=204)


accounts = [path("preferences", keep, name="preferences")]
urlpatterns = [
    path("", desk),
    path("search", search),
    path("found", search),
    path("parts", parts),
    path("door", door, name="account_login"),
    path("out", door, name="account_logout"),
    path("fault/<int:code>", fault),
    path("refuse/<int:code>", refuse),
    path("accounts/", include((accounts, "accounts"))),
]
