"""Addresses of the identity room."""

from django.urls import path

from twinward.foundation.identity import account_views, begin_views, factor_views, guest_views, link_views, password_views, views

urlpatterns = [
    path("begin/<str:token>/", begin_views.begin, name="begin"),
    path("sign-in/", views.sign_in, name="sign-in"),
    path("sign-in/", views.sign_in, name="account_login"),  # by the names with underscores django-allauth finds these pages
    path("sign-in/code/", factor_views.code, name="mfa_authenticate"),
    path("sign-in/lost/", password_views.password_lost, name="password-lost"),
    path("sign-in/typed/", views.typed, name="typed"),
    path("sign-out/", views.sign_out, name="sign-out"),
    path("account/", views.account, name="account"),
    path("account/password/", password_views.password_change, name="password-change"),
    path("account/sign-out-elsewhere/", password_views.sign_out_elsewhere, name="sign-out-elsewhere"),
    path("account/again/", factor_views.password_again, name="account_reauthenticate"),
    path("account/again/code/", factor_views.code_again, name="mfa_reauthenticate"),
    path("account/second-factor/", factor_views.second_factor, name="mfa_index"),
    path("account/second-factor/app/", factor_views.app_new, name="mfa_activate_totp"),
    path("account/second-factor/app/remove/", factor_views.app_remove, name="mfa_deactivate_totp"),
    path("account/second-factor/codes/", factor_views.recovery_codes, name="mfa_view_recovery_codes"),
    path("account/second-factor/codes/new/", factor_views.recovery_codes_new, name="mfa_generate_recovery_codes"),
    path("rights/", views.rights, name="rights"),
    path("password/<int:pk>/<str:token>/", password_views.password, name="password"),
    path("accounts/", account_views.accounts, name="accounts"),
    path("accounts/new/", account_views.account_new, name="account-new"),
    path("accounts/<int:pk>/", account_views.account_record, name="account-record"),
    path("accounts/<int:pk>/roles/new/", account_views.role_new, name="role-new"),
    path("accounts/roles/<int:pk>/end/", account_views.role_end, name="role-end"),
    path("accounts/<int:pk>/<slug:name>/", account_views.account_turn, name="account-turn"),
    path("guest/<str:token>/", guest_views.guest, name="guest"),
    path("guest/<str:token>/papers/<slug:sha256>/", guest_views.guest_paper, name="guest-paper"),
    path("links/<int:pk>/withdraw/", link_views.link_withdraw, name="link-withdraw"),
    path("thank-you/", guest_views.guest_thanks, name="guest-thanks"),
]
