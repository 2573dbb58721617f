"""Addresses of the instruments room."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
