from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ContactsConfig(AppConfig):
    name = "contacts"
    verbose_name = _("Contacts")

    def ready(self) -> None:
        # Models and signals exist only once the apps are loaded.
        from django.contrib.auth.signals import user_logged_out  # noqa: PLC0415

        from clock.enums import Commitment  # noqa: PLC0415
        from clock.oversight import holds  # noqa: PLC0415
        from contacts.models import Awaited  # noqa: PLC0415
        from contacts.receivers import signed_out  # noqa: PLC0415

        user_logged_out.connect(signed_out, dispatch_uid="contacts.signed_out")
        holds(Commitment.WRITTEN, Awaited)
