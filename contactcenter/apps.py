from django.apps import AppConfig
from django.contrib.admin import apps as admin
from django.utils.translation import gettext_lazy as _


class ContactcenterConfig(AppConfig):
    name = "contactcenter"
    verbose_name = _("contactcenter")

    def ready(self) -> None:
        """Every process knows the broker: a web process that did not would send tasks to the library's default address."""
        import contactcenter.celery  # noqa: F401, PLC0415  settings are read only now


class AdministrationConfig(admin.AdminConfig):
    """Django's admin with our site, named explicitly in INSTALLED_APPS."""

    default = False
    default_site = "contactcenter.administration.Administration"
