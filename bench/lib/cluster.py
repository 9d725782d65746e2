"""The one private PostgreSQL server on which everything is measured, with the same settings for every peer."""
import contextlib
import os
import pathlib
import subprocess
import psycopg2

REPOSITORY = pathlib.Path(__file__).resolve().parents[2]
ROOT = pathlib.Path(os.environ.get("BENCH_DIR", "/tmp/tqc-bench"))
PORT = int(os.environ.get("BENCH_PORT", "5630"))
NAME = "bench"
SOCKETS = ROOT / NAME / "run"

# Everything not named here stands at its default. Printed in the results.
SETTINGS = {
    "shared_buffers": "1GB",
    "max_wal_size": "8GB",
    "synchronous_commit": "on",
    "fsync": "on",
    "full_page_writes": "on",
    "max_connections": "150",
}


def _script(command, *arguments, **more):
    """scripts/cluster, with its clusters in our folder."""
    return subprocess.run([REPOSITORY / "scripts" / "cluster", command, NAME, *arguments],
                          env=dict(os.environ, TQC_CLUSTERS=str(ROOT)), check=True, text=True, **more)


def running():
    try:
        connect("postgres").close()
        return True
    except psycopg2.OperationalError:
        return False


def start():
    """A fresh cluster, always: old tables and statistics must not colour a run."""
    ROOT.mkdir(parents=True, exist_ok=True)
    if (ROOT / NAME).exists():
        stop()
    _script("start", "--port", str(PORT), *(f"{name}={value}" for name, value in SETTINGS.items()))


def stop():
    _script("stop")


def ensure():
    if not running():
        start()


def pg_config(what):
    command = [os.environ.get("PG_CONFIG", "pg_config"), "--" + what]
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout.strip()


def connect(database):
    connection = psycopg2.connect(host=str(SOCKETS), port=PORT, user="postgres", dbname=database)
    connection.autocommit = True
    return connection


def url(database):
    """For clients that speak TCP only."""
    return f"postgres://postgres@127.0.0.1:{PORT}/{database}"


def execute(database, *statements):
    """Each statement by itself, committed at once."""
    with contextlib.closing(connect(database)) as db, db.cursor() as cur:
        for statement in statements:
            cur.execute(statement)


def query(database, statement, parameters=()):
    with contextlib.closing(connect(database)) as db, db.cursor() as cur:
        cur.execute(statement, parameters)
        return cur.fetchall()


def create_database(name):
    """An empty database, after the server has come to rest: no earlier peer's dirty pages are left to be written."""
    drop_database(name)
    execute("postgres", f"CREATE DATABASE {name} TEMPLATE template0", "CHECKPOINT")


def drop_database(name):
    execute("postgres", f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")
