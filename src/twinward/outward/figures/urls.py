"""Addresses of the figures room."""

from django.urls import path

from twinward.outward.figures import claim_views, views

urlpatterns = [
    path("figures/", views.catalogue, name="figures"),
    path("figures/claims/new/", claim_views.new_claim, name="claim-new"),
    path("figures/claims/<int:pk>/correct/", claim_views.correct, name="claim-correct"),
    path("figures/claims/<int:pk>/strike/", claim_views.strike, name="claim-strike"),
    path("figures/conflicts/new/", claim_views.new_conflict, name="conflict-new"),
    path("figures/conflicts/<int:pk>/settle/", claim_views.settle, name="conflict-settle"),
    path("figures/<slug:key>/", views.figure, name="figure"),
]
