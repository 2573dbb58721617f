"""Addresses of the registry room."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
