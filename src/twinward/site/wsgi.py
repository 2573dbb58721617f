"""The WSGI application that a server loads."""

import os

from django.core.wsgi import get_wsgi_application

from twinward.site.settled import settle

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "twinward.site.settings")
application = get_wsgi_application()
settle()
