"""Every address of the node."""

from django.urls import include, path

from twinward.site import find, health, shell, today

handler400 = "twinward.site.shell.not_taken"
handler404 = "twinward.site.shell.nothing_here"
handler500 = "twinward.site.shell.went_wrong"
urlpatterns = [
    path("", include("twinward.outward.portal.urls")),
    path("", include("twinward.outward.figures.urls")),
    path("", include("twinward.programme.twinning.urls")),
    path("", include("twinward.programme.instruments.urls")),
    path("", include("twinward.programme.letters.urls")),
    path("", include("twinward.foundation.registry.urls")),
    path("", include("twinward.foundation.identity.urls")),
    path("", include("twinward.foundation.kernel.urls")),
    path("health/", health.health, name="health"),
    path("ready/", health.ready, name="ready"),
    path("today/", today.today, name="today"),
    path("find/", find.find, name="find"),
    path("look/", shell.set_look, name="look"),
    path("language/", shell.set_language, name="language"),
    path("components/", shell.components, name="components"),
]
