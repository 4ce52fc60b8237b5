"""Addresses of this app; signing in has allauth's own under `/accounts/`."""

from django.urls import path

from accounts import views

urlpatterns = [
    path("account/", views.account, name="account-settings"),
    path("account/mail-arrives/", views.mail_arrives, name="account-mail-arrives"),
    path("account/mails/", views.mails, name="account-mails"),
    path("account/sessions/", views.sessions, name="account-sessions"),
    path("mail/stop/<str:token>/", views.stop_mails, name="mail-stop"),
    path("staff/mail/", views.mail_list, name="staff-mail"),
    path("staff/mail/<str:name>/", views.mail_detail, name="staff-mail-detail"),
]
