from django.urls import path

from correspondence.views import mailings as mailing_views
from correspondence.views import messages as views

app_name = "correspondence"
urlpatterns = [
    path("contacts/<uuid:case_id>/reponse/", views.reply, name="reply"),
    path("courriers/", views.outbox, name="outbox"),
    path("courriers/en-retard/", views.unsent, name="unsent"),
    path("courriers/modeles/apercu/", views.template_preview, name="template_preview"),
    path("courriers/<uuid:message_id>/", views.message, name="message"),
    path("courriers/<uuid:message_id>/pieces/<uuid:document_id>/", views.enclosure, name="enclosure"),
    path("courriers/<uuid:message_id>/lettre.pdf", views.letter, name="letter"),
    path("courriers/<uuid:message_id>/annuler/", views.cancel, name="cancel"),
    path("courriers/<uuid:message_id>/renvoyer/", views.send_again, name="send_again"),
    path("courriers/<uuid:message_id>/faxe/", views.faxed, name="faxed"),
    path("envois/", mailing_views.mailings, name="mailings"),
    path("envois/nouveau/", mailing_views.add_mailing, name="add_mailing"),
    path("envois/<uuid:mailing_id>/", mailing_views.mailing, name="mailing"),
    path("envois/<uuid:mailing_id>/public/", mailing_views.mailing_public, name="mailing_public"),
    path("envois/<uuid:mailing_id>/etat/", mailing_views.move_mailing, name="move_mailing"),
    path("impression/", views.printing, name="printing"),
    path("impression/<int:mutual_id>/", views.make_batch, name="make_batch"),
    path("impression/<uuid:batch_id>/lot.pdf", views.batch_file, name="batch_file"),
    path("impression/<uuid:batch_id>/bordereau.csv", views.manifest, name="manifest"),
    path("impression/<uuid:batch_id>/remis/", views.hand_over, name="hand_over"),
    path("brochures/", views.brochures, name="brochures"),
    path("brochures/nouvelle/", views.add_brochure, name="add_brochure"),
    path("brochures/<int:brochure_id>/", views.brochure, name="brochure"),
    path("brochures/<int:brochure_id>/retrait/", views.withdraw_brochure, name="withdraw_brochure"),
    path("brochures/<int:brochure_id>/brochure.pdf", views.brochure_file, name="brochure_file"),
]
