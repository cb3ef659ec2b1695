# Butaca in one image: the bot, its web face, the ETL, the charts and the report. It runs as nobody
# in particular, writes nowhere but to /data and /tmp, and has no shell.

FROM debian:bookworm-slim AS tools
# hadolint ignore=DL3008
RUN apt-get update \
 && apt-get install --yes --no-install-recommends binutils ca-certificates python3.11 python3.11-venv \
 && rm -rf /var/lib/apt/lists/*

FROM tools AS system
COPY deploy/image/system.sh /image/
RUN apt-get update \
 && sh /image/system.sh /system \
 && rm -rf /var/lib/apt/lists/*

FROM tools AS butaca
RUN python3.11 -m venv /pip && python3.11 -m venv --without-pip /opt/butaca
WORKDIR /source
COPY pyproject.toml constraints.txt README.md LICENSE ./
COPY bot bot
COPY etl etl
COPY recommender recommender
COPY data/sample data/sample
COPY data/aliases data/aliases
RUN /pip/bin/pip --python /opt/butaca/bin/python install --no-cache-dir --no-compile \
      -c constraints.txt ".[eda,kaggle,postgres,web]"
COPY deploy/image/slim.py /image/
RUN python3.11 /image/slim.py /opt/butaca/lib/python3.11/site-packages
# What a serving process loads is compiled now, since it cannot keep it later.
WORKDIR /
RUN /opt/butaca/bin/python -c "import bot.cli, bot.terminal, bot.drawing, bot.telegram.application, bot.web.serve, asyncpg"

FROM scratch
COPY --from=system /system /
COPY --from=butaca /opt/butaca /opt/butaca
ENV PATH=/opt/butaca/bin:/usr/bin \
    PYTHONUTF8=1 \
    PYTHONDONTWRITEBYTECODE=1 \
    MPLCONFIGDIR=/tmp/matplotlib \
    TZ=UTC \
    HOME=/data \
    BUTACA_DATA_DIR=/data \
    BUTACA_WEB_HOST=0.0.0.0 \
    BUTACA_WEB_PORT=8080
USER 10001:10001
WORKDIR /data
VOLUME ["/data"]
EXPOSE 8080
HEALTHCHECK --interval=30s --timeout=5s --start-period=3m --retries=3 \
  CMD ["/opt/butaca/bin/python", "-c", "import urllib.request as web; web.urlopen('http://127.0.0.1:8080/healthz', timeout=4)"]
ENTRYPOINT ["/opt/butaca/bin/butaca"]
CMD ["run"]
