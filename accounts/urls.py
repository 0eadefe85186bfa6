"""Every address of accounts, one by one: what django-allauth offers beyond this list does not exist here."""

from allauth.account import views as account
from allauth.mfa.base import views as mfa
from allauth.mfa.recovery_codes import views as recovery_codes
from allauth.mfa.totp import views as totp
from allauth.mfa.webauthn import views as webauthn
from django.urls import include, path, re_path

from accounts import views

own = [
    path("compte/preferences", views.preferences, name="preferences"),
    path("compte/langue", views.language, name="language"),
    path("compte/brouillons/<slug:form>", views.draft, name="draft"),
    path("mutuelles/<int:pk>/logo", views.logo, name="logo"),
]

urlpatterns = [
    path("", include((own, "accounts"))),
    path("connexion/", views.SignIn.as_view(), name="account_login"),
    path("connexion/code/", mfa.authenticate, name="mfa_authenticate"),
    path("connexion/cle/", webauthn.login_webauthn, name="mfa_login_webauthn"),
    path("deconnexion/", account.logout, name="account_logout"),
    path("mot-de-passe/oublie/", account.password_reset, name="account_reset_password"),
    path("mot-de-passe/oublie/envoye/", account.password_reset_done, name="account_reset_password_done"),
    re_path(
        r"^mot-de-passe/choisir/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)/$",
        account.password_reset_from_key,
        name="account_reset_password_from_key",
    ),
    path("mot-de-passe/choisi/", account.password_reset_from_key_done, name="account_reset_password_from_key_done"),
    path("securite/", mfa.index, name="mfa_index"),
    path("securite/mot-de-passe/", views.ChangePassword.as_view(), name="account_change_password"),
    path("securite/sessions/", views.Sessions.as_view(), name="usersessions_list"),
    path("securite/confirmer/", account.reauthenticate, name="account_reauthenticate"),
    path("securite/confirmer/code/", mfa.reauthenticate, name="mfa_reauthenticate"),
    path("securite/confirmer/cle/", webauthn.reauthenticate_webauthn, name="mfa_reauthenticate_webauthn"),
    path("securite/code/activer/", totp.activate_totp, name="mfa_activate_totp"),
    path("securite/code/retirer/", totp.deactivate_totp, name="mfa_deactivate_totp"),
    path("securite/codes-de-secours/", recovery_codes.view_recovery_codes, name="mfa_view_recovery_codes"),
    path(
        "securite/codes-de-secours/nouveaux/",
        recovery_codes.generate_recovery_codes,
        name="mfa_generate_recovery_codes",
    ),
    path(
        "securite/codes-de-secours/fichier/", recovery_codes.download_recovery_codes, name="mfa_download_recovery_codes"
    ),
    path("securite/cles/", webauthn.list_webauthn, name="mfa_list_webauthn"),
    path("securite/cles/ajouter/", webauthn.add_webauthn, name="mfa_add_webauthn"),
    path("securite/cles/<int:pk>/", webauthn.edit_webauthn, name="mfa_edit_webauthn"),
    path("securite/cles/<int:pk>/retirer/", webauthn.remove_webauthn, name="mfa_remove_webauthn"),
]
