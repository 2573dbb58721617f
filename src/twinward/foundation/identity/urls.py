"""Addresses of the identity room."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
