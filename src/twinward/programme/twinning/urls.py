"""Addresses of the twinning room."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
