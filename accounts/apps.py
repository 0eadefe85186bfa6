from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AccountsConfig(AppConfig):
    name = "accounts"
    verbose_name = _("Accounts")

    def ready(self) -> None:
        # Models and signals exist only once the apps are loaded.
        from allauth.mfa.signals import authenticator_added, authenticator_removed  # noqa: PLC0415

        from accounts import checks  # noqa: F401, PLC0415
        from accounts.receivers import second_factor_changed  # noqa: PLC0415

        authenticator_added.connect(second_factor_changed, dispatch_uid="accounts.second_factor_added")
        authenticator_removed.connect(second_factor_changed, dispatch_uid="accounts.second_factor_removed")
