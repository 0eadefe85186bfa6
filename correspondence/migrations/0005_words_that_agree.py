"""The attestation says “née” of a woman and “né” of a man; the version before stays with what was written under it."""

from django.db import migrations
from django.db.models.functions import Now

BEFORE = (
    "{{ mutuelle }} atteste que {{ civilite }} {{ prenom }} {{ nom }}, né(e) le {{ date_naissance }}, numéro d’adhérent "
    "{{ numero_adherent }}, est couvert(e) à la date du {{ date_du_jour }} par le contrat {{ contrat }}, "
    "{{ produit }}.\n\nCette attestation est délivrée à la demande de la personne, pour servir et valoir ce que de droit."
)
AFTER = (
    BEFORE.replace("{{ civilite }} ", "")
    .replace("né(e)", "{{ né | née }}")
    .replace("couvert(e)", "{{ couvert | couverte }}")
)


def publish(apps, schema_editor):
    """A text that the administration made its own stays as it is."""
    templates = apps.get_model("correspondence", "Template").objects.using(schema_editor.connection.alias)
    for old in templates.filter(code="attestation-droits", replaced_at__isnull=True, body=BEFORE):
        templates.filter(pk=old.pk).update(replaced_at=Now())
        templates.create(
            code=old.code,
            mutual_id=old.mutual_id,
            version=old.version + 1,
            label=old.label,
            channels=old.channels,
            reason_code=old.reason_code,
            subject=old.subject,
            body=AFTER,
        )


class Migration(migrations.Migration):
    dependencies = [("correspondence", "0004_messages_begin_in_their_mutual")]

    operations = [migrations.RunPython(publish, migrations.RunPython.noop)]
