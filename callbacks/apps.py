from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CallbacksConfig(AppConfig):
    name = "callbacks"
    verbose_name = _("Call-backs by experts")

    def ready(self) -> None:
        # Models exist only once the apps are loaded.
        from callbacks.models import Callback  # noqa: PLC0415
        from clock.enums import Commitment  # noqa: PLC0415
        from clock.oversight import holds  # noqa: PLC0415

        holds(Commitment.CALLBACK, Callback)
