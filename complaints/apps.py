from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ComplaintsConfig(AppConfig):
    name = "complaints"
    verbose_name = _("Complaints")

    def ready(self) -> None:
        # Models exist only once the apps are loaded.
        from clock.oversight import holds  # noqa: PLC0415
        from complaints.enums import TERMS  # noqa: PLC0415
        from complaints.models import Term  # noqa: PLC0415

        for commitment in TERMS:
            holds(commitment, Term)
