"""Addresses of the kernel."""

from django.urls import URLPattern, path

from twinward.foundation.kernel import views

urlpatterns: list[URLPattern] = [
    path("ledger/", views.ledger, name="ledger"),
    path("filters/<slug:desk>/save/", views.filter_save, name="filter-save"),
    path("filters/<int:pk>/delete/", views.filter_delete, name="filter-delete"),
]
