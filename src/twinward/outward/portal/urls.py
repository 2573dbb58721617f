"""Addresses of the portal room."""

from django.urls import path

from twinward.outward.portal import views

urlpatterns = [
    path("", views.public, name="public"),
    path("map.svg", views.map_file, name="public-map"),
    path("accessibility/", views.accessibility, name="accessibility"),
]
