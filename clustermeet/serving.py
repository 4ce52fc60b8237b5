"""How gunicorn serves the site: `gunicorn --config=python:clustermeet.serving clustermeet.wsgi`."""

import os

bind = os.environ.get("BIND", "127.0.0.1:8000")
workers = int(os.environ.get("WEB_WORKERS", "2"))
worker_class = "clustermeet.web_worker.BufferedWorker"
worker_connections = 1000
# Until a request's head is there, and between two requests of one connection; seconds. The proxy
# closes earlier (`keepalive` in deploy/Caddyfile).
keepalive = 5
# A worker that does not turn for so long is replaced; slow clients do not stop it from turning.
timeout = 60
graceful_timeout = 30
# The site refuses what is longer than 4,000 bytes in words (`interface.bounds`).
limit_request_line = 8190
limit_request_fields = 60
limit_request_field_size = 8190
control_socket_disable = True
