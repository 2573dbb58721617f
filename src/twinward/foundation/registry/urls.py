"""Addresses of the registry room."""

from django.urls import URLPattern, path

from twinward.foundation.registry import find_views, list_views

urlpatterns: list[URLPattern] = [
    path("organisations/", list_views.organisations, name="organisations"),
    path("people/", list_views.people, name="people"),
    path("find/", find_views.find, name="find"),
    path("organisations/like/", find_views.like, name="organisations-like"),
]
