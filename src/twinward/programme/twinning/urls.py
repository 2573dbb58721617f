"""Addresses of the twinning room."""

from django.urls import path

from twinward.programme.twinning import correcting_views, link_views, views

urlpatterns = [
    path("countries/", views.countries, name="countries"),
    path("countries/chase/", views.chase, name="chase"),
    path("countries/letters/", views.country_letters, name="country-letters"),
    path("countries/lists/<int:pk>/record/", views.list_step, name="list-step"),
    path("countries/lists/steps/<int:pk>/ask/", link_views.list_ask, name="list-ask"),
    path("countries/lists/steps/<int:pk>/correct/", correcting_views.list_correct, name="list-correct"),
    path("countries/lists/steps/<int:pk>/<slug:name>/", views.list_answer, name="list-answer"),
    path("countries/<slug:code>/", views.country, name="country"),
]
