from django.urls import path

from referrals import views

app_name = "referrals"
urlpatterns = [
    path("contacts/<uuid:case_id>/orientation/", views.refer, name="refer"),
    path("orientations/impartialite/", views.fairness, name="fairness"),
    path("orientations/<uuid:referral_id>/preuve/", views.proof, name="proof"),
    path("orientations/<uuid:referral_id>/preuve/fichier/", views.proof_file, name="proof_file"),
]
