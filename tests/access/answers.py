"""What each route answers to somebody whom the matrix lets in, on an object of their own: status of a GET, of a POST.

Every other status follows from the matrix alone: see `expected` in `test_matrix`.
"""

# Nobody has to be signed in: status for a passer-by, then for somebody signed in.
PUBLIC = {
    "account_login": ((200, 200), (302, 302)),
    "account_logout": ((302, 302), (200, 302)),
    "account_reset_password": ((200, 200), (200, 200)),
    "account_reset_password_done": ((200, 405), (200, 405)),
    "account_reset_password_from_key": ((200, 200), (200, 200)),
    "account_reset_password_from_key_done": ((200, 405), (200, 405)),
    "mfa_authenticate": ((302, 302), (302, 302)),
    "mfa_login_webauthn": ((302, 302), (302, 302)),
    "accounts:language": ((405, 400), (405, 400)),
    "alive": ((200, 405), (200, 405)),
    "ready": ((200, 405), (200, 405)),
    "metrics": ((404, 405), (404, 405)),
}

PRIVATE = {
    "account_reauthenticate": (200, 200),
    "account_change_password": (200, 200),
    "mfa_reauthenticate": (200, 200),
    "mfa_reauthenticate_webauthn": (200, 302),
    "mfa_index": (200, 405),
    "mfa_activate_totp": (302, 302),
    "mfa_deactivate_totp": (200, 302),
    "mfa_view_recovery_codes": (200, 405),
    "mfa_generate_recovery_codes": (200, 302),
    "mfa_download_recovery_codes": (200, 405),
    "mfa_list_webauthn": (200, 405),
    "mfa_add_webauthn": (200, 200),
    "mfa_edit_webauthn": (200, 200),
    "mfa_remove_webauthn": (200, 302),
    "usersessions_list": (200, 302),
    "accounts:preferences": (405, 302),
    "accounts:logo": (200, 405),
    "api:schema": (200, 405),
    "api:docs": (200, 405),
    "workstation:desk": (200, 405),
    "workstation:search": (405, 200),
    "workstation:open": (405, 302),
    "workstation:member": (200, 405),
    "workstation:change": (200, 422),
    "workstation:remove": (405, 302),
    "workstation:nir": (405, 200),
    "workstation:break_glass": (200, 302),
    "workstation:break_glass_review": (200, 302),
    "workstation:journal": (200, 405),
    "members:imports": (200, 200),
    "members:import": (200, 405),
    "members:import_confirm": (405, 302),
    "members:import_report": (200, 405),
    "api:member-list": (200, 405),
    "api:member-detail": (200, 405),
}
