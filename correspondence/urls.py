from django.urls import path

from correspondence import views

app_name = "correspondence"
urlpatterns = [
    path("contacts/<uuid:case_id>/reponse/", views.reply, name="reply"),
    path("courriers/", views.outbox, name="outbox"),
    path("courriers/<uuid:message_id>/", views.message, name="message"),
    path("courriers/<uuid:message_id>/pieces/<uuid:document_id>/", views.enclosure, name="enclosure"),
    path("courriers/<uuid:message_id>/annuler/", views.cancel, name="cancel"),
    path("courriers/<uuid:message_id>/renvoyer/", views.send_again, name="send_again"),
]
