"""Addresses of the instruments room."""

from django.urls import URLPattern, path

from twinward.programme.instruments import (
    act_views,
    joining_views,
    link_views,
    partner_views,
    party_views,
    publishing_views,
    striking_views,
    text_views,
    version_views,
    views,
)

urlpatterns: list[URLPattern] = [
    path("instruments/", views.instruments, name="instruments"),
    path("instruments/new/", text_views.new, name="instrument-new"),
    path("instruments/record/", text_views.record, name="instrument-record"),
    path("instruments/<int:pk>/", views.instrument, name="instrument"),
    path("instruments/<int:pk>/moves/<slug:name>/", text_views.move, name="instrument-move"),
    path("instruments/<int:pk>/act/", act_views.act, name="instrument-act"),
    path("instruments/<int:pk>/act/elsewhere/", act_views.elsewhere, name="instrument-act-elsewhere"),
    path("instruments/<int:pk>/acts/<int:act>/correct/", act_views.correct, name="instrument-act-correct"),
    path("instruments/<int:pk>/correct/", text_views.correct, name="instrument-correct"),
    path("instruments/<int:pk>/strike/", striking_views.strike, name="instrument-strike"),
    path("instruments/<int:pk>/publish/", publishing_views.publish, name="instrument-publish"),
    path("instruments/<int:pk>/joined/", joining_views.joined, name="instrument-joined"),
    path("instruments/<int:pk>/parties/", text_views.party, name="instrument-party"),
    path("instruments/<int:pk>/parties/<int:party>/name/", text_views.party_name, name="instrument-party-name"),
    path("instruments/<int:pk>/parties/<int:party>/correct/", party_views.party_correct, name="instrument-party-correct"),
    path("instruments/<int:pk>/parties/<int:party>/strike/", party_views.party_strike, name="instrument-party-strike"),
    path("instruments/<int:pk>/texts/", text_views.text, name="instrument-text"),
    path("instruments/<int:pk>/versions/", version_views.text_versions, name="instrument-versions"),
    path("instruments/<int:pk>/links/", link_views.link, name="instrument-link"),
    path("instruments/<int:pk>/links/<int:link>/name/", link_views.link_name, name="instrument-link-name"),
    path("instruments/<int:pk>/links/<int:link>/withdraw/", link_views.link_withdraw, name="instrument-link-withdraw"),
    path("instruments/<int:pk>/ask/", partner_views.ask, name="instrument-ask"),
    path("instruments/<int:pk>/waiver/", link_views.waive, name="instrument-waive"),
    path("instruments/<int:pk>/waiver/<int:waiver>/withdraw/", link_views.waiver_withdraw, name="instrument-waiver-withdraw"),
    path("instruments/<int:pk>/documents/<slug:sha256>/", views.document, name="instrument-document"),
]
