# One image for every process; compose.yaml says which one a container runs.
FROM python:3.12-slim AS build
WORKDIR /build
COPY requirements.txt requirements-vision.txt ./
RUN python -m venv /venv \
    && /venv/bin/pip install --no-cache-dir --no-deps -r requirements.txt -r requirements-vision.txt

FROM python:3.12-slim
RUN useradd --system --uid 10001 --create-home factory \
    && install -d -o factory -g factory /data
COPY --from=build /venv /venv
WORKDIR /app
COPY --chown=root:root . .
ENV PATH=/venv/bin:$PATH PYTHONUNBUFFERED=1 DATA_DIR=/data HOST=0.0.0.0 DEMO=0
USER factory
VOLUME /data
EXPOSE 8000
HEALTHCHECK --interval=15s --timeout=4s --start-period=40s \
    CMD ["python", "-c", "import urllib.request as u; u.urlopen('http://127.0.0.1:8000/api/health', timeout=3)"]
CMD ["python", "manage.py", "serve"]
