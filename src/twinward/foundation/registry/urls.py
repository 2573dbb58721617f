"""Addresses of the registry room."""

from django.urls import URLPattern, path

from twinward.foundation.registry import find_views, import_views, list_views, merge_views, office_views, people_views, views

urlpatterns: list[URLPattern] = [
    path("organisations/", list_views.organisations, name="organisations"),
    path("people/", list_views.people, name="people"),
    path("organisations/like/", find_views.like, name="organisations-like"),
    path("organisations/new/", views.organisation_new, name="organisation-new"),
    path("organisations/merge/", merge_views.organisation_merge, name="organisation-merge"),
    path("organisations/merge/<int:pk>/undo/", merge_views.merge_undo, name="merge-undo"),
    path("organisations/import/", import_views.organisations_import, name="organisations-import"),
    path("organisations/import/template.<str:kind>", import_views.template, name="import-template"),
    path("organisations/import/<str:key>/", import_views.upload, name="import-upload"),
    path("organisations/import/<str:key>/rejected.<str:kind>", import_views.rejected, name="import-rejected"),
    path("organisations/<int:pk>/", views.organisation, name="organisation"),
    path("organisations/<int:pk>/edit/", views.organisation_edit, name="organisation-edit"),
    path("people/new/", people_views.person_new, name="person-new"),
    path("people/<int:pk>/", people_views.person, name="person"),
    path("people/<int:pk>/edit/", people_views.person_edit, name="person-edit"),
    path("people/<int:pk>/appointments/new/", people_views.appointment_new, name="appointment-new"),
    path("appointments/<int:pk>/end/", people_views.appointment_end, name="appointment-end"),
    path("appointments/<int:pk>/correct/", office_views.appointment_correct, name="appointment-correct"),
    path("appointments/<int:pk>/strike/", office_views.appointment_strike, name="appointment-strike"),
]
