from django.apps import AppConfig
from django.contrib.admin import apps as admin
from django.utils.translation import gettext_lazy as _


class ContactcenterConfig(AppConfig):
    name = "contactcenter"
    verbose_name = _("contactcenter")


class AdministrationConfig(admin.AdminConfig):
    """Django's admin with our site, named explicitly in INSTALLED_APPS."""

    default = False
    default_site = "contactcenter.administration.Administration"
