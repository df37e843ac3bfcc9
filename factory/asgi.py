"""The ASGI application: live paths on the event loop, API and admin on threads, one port."""

import os

from django.core.wsgi import get_wsgi_application
from django.utils.module_loading import import_string

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "factory.settings")

wsgi = get_wsgi_application()
# Named, not imported: what stands behind it needs Django's apps, which the line above loads.
application = import_string("factory.web.root.root_of")(wsgi)
