# docker build -t nashra .
# docker run --read-only --tmpfs /tmp -v nashra:/data -p 8000:8000 nashra
ARG BASE=python:3.13-slim-bookworm

FROM ${BASE} AS build
ENV PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_NO_CACHE_DIR=1 PIP_ROOT_USER_ACTION=ignore
WORKDIR /srv/nashra
RUN python3 -m venv /opt/nashra
COPY requirements.run.lock ./
RUN /opt/nashra/bin/pip install --require-hashes -r requirements.run.lock
COPY pyproject.toml README.md LICENSE ./
COPY app app
# In place: the code finds migrations/ and seeds/ beside app/, as in a checkout.
RUN /opt/nashra/bin/pip install --no-deps --no-build-isolation -e . \
    && /opt/nashra/bin/python -m compileall -q app

FROM ${BASE}
RUN groupadd --gid 10001 nashra \
    && useradd --uid 10001 --gid nashra --no-create-home --home-dir /data --shell /usr/sbin/nologin nashra \
    && install -d -o nashra -g nashra -m 0750 /data
ENV PATH=/opt/nashra/bin:$PATH \
    PYTHONDONTWRITEBYTECODE=1 \
    PYTHONUNBUFFERED=1 \
    NASHRA_DATA_DIR=/data \
    NASHRA_HOST=0.0.0.0 \
    NASHRA_PORT=8000
WORKDIR /srv/nashra
COPY --from=build /opt/nashra /opt/nashra
COPY --from=build /srv/nashra ./
COPY migrations migrations
COPY seeds seeds
USER 10001:10001
VOLUME /data
EXPOSE 8000
HEALTHCHECK --interval=10s --timeout=3s --start-period=30s \
    CMD ["python", "-c", "import os, urllib.request as u; u.urlopen('http://127.0.0.1:' + os.environ['NASHRA_PORT'] + '/health/ready', timeout=2)"]
CMD ["nashra", "serve"]
