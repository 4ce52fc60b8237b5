# The image that web, worker, beat and migrate share.
FROM python:3.11.14-slim-bookworm@sha256:65a93d69fa75478d554f4ad27c85c1e69fa184956261b4301ebaf6dbb0a3543d AS build
WORKDIR /app
COPY requirements/base.txt requirements/base.txt
RUN python -m venv /venv && /venv/bin/pip install --no-cache-dir --require-hashes -r requirements/base.txt
COPY . .
RUN /venv/bin/python -m tools.languages compile && rm -r tools \
    && SECRET_KEY=build HASHED_STATIC=1 /venv/bin/python manage.py collectstatic --noinput \
    && /venv/bin/python -m compileall -q accounts archive catalogue clustermeet clusters demo events files interface matchmaking meet notifications organise privacy scheduling translations

FROM python:3.11.14-slim-bookworm@sha256:65a93d69fa75478d554f4ad27c85c1e69fa184956261b4301ebaf6dbb0a3543d
RUN groupadd --system --gid 1000 app && useradd --system --uid 1000 --gid app --no-create-home app \
    && install -d -o app -g app /erasures
ENV PATH=/venv/bin:$PATH PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 \
    DJANGO_SETTINGS_MODULE=clustermeet.settings HASHED_STATIC=1
WORKDIR /app
COPY --from=build /venv /venv
COPY --from=build /app /app
USER 1000:1000
EXPOSE 8000
CMD ["gunicorn", "clustermeet.wsgi", "--config=python:clustermeet.serving", "--bind=0.0.0.0:8000", \
     "--worker-tmp-dir=/dev/shm"]
