from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class QuotesConfig(AppConfig):
    name = "quotes"
    verbose_name = _("Quotes")

    def ready(self) -> None:
        # Models exist only once the apps are loaded.
        from clock.enums import Commitment  # noqa: PLC0415
        from clock.oversight import holds  # noqa: PLC0415
        from quotes.models import Analysis  # noqa: PLC0415

        holds(Commitment.QUOTE, Analysis)
