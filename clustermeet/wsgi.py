"""The WSGI application that gunicorn serves."""

import os

from django.core.wsgi import get_wsgi_application

from clustermeet.stack import in_one_piece

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "clustermeet.settings")

application = in_one_piece(get_wsgi_application())
