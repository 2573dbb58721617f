"""Addresses of the letters room."""

from django.urls import path

from twinward.programme.letters import scan_views, views

urlpatterns = [
    path("letters/", views.letters, name="letters"),
    path("letters/new/", views.letter_new, name="letter-new"),
    path("letters/record/", views.letter_record, name="letter-record"),
    path("letters/<int:pk>/", views.letter, name="letter"),
    path("letters/<int:pk>/edit/", views.letter_edit, name="letter-edit"),
    path("letters/<int:pk>/correct/", views.letter_correct, name="letter-correct"),
    path("letters/<int:pk>/scan/", scan_views.letter_scan, name="letter-scan"),
    path("letters/<int:pk>/scan/<str:sha256>/", scan_views.letter_scan_earlier, name="letter-scan-earlier"),
    path("letters/<int:pk>/print/", views.letter_print, name="letter-print"),
    path("letters/<int:pk>/text/", views.letter_text, name="letter-text"),
    path("letters/<int:pk>/<slug:name>/", views.letter_move, name="letter-move"),
]
