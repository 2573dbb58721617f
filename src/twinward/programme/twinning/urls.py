"""Addresses of the twinning room."""

from django.urls import path

from twinward.programme.twinning import correcting_views, link_views, programme_views, views

urlpatterns = [
    path("countries/", views.countries, name="countries"),
    path("countries/chase/", views.chase, name="chase"),
    path("countries/programme/begin/", programme_views.begin, name="programme-begin"),
    path("countries/programme/correct/", programme_views.correct, name="programme-correct"),
    path("countries/programme/take-in/", programme_views.take_in, name="programme-take-in"),
    path("countries/letters/", views.country_letters, name="country-letters"),
    path("countries/lists/<int:pk>/record/", views.list_step, name="list-step"),
    path("countries/lists/steps/<int:pk>/ask/", link_views.list_ask, name="list-ask"),
    path("countries/lists/steps/<int:pk>/correct/", correcting_views.list_correct, name="list-correct"),
    path("countries/lists/steps/<int:pk>/<slug:name>/", views.list_answer, name="list-answer"),
    path("countries/<slug:code>/", views.country, name="country"),
]
