"""Addresses of the figures room."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
