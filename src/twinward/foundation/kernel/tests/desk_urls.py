"""Addresses for tests of lists: the kernel's own, and no room."""

from django.urls import include, path

urlpatterns = [path("", include("twinward.foundation.kernel.urls"))]
