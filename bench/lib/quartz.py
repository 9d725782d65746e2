"""Quartz 2.3 with its JDBC store, as Debian packages it, on the benchmark's server."""
import contextlib
import json
import pathlib
import subprocess
import zipfile
from lib import cluster

HERE = pathlib.Path(__file__).resolve().parent.parent / "peers" / "quartz"
JAVA = pathlib.Path("/usr/share/java")
JARS = [JAVA / f"{name}.jar" for name in ("quartz2", "slf4j-api", "slf4j-nop", "c3p0", "HikariCP", "postgresql")]
CLASSES = cluster.ROOT / "quartz"
DATABASE = "bench_quartz"


# Without the checks of foreign keys, whose plans made for empty tables would take for ever.
STANDING = """
    SET session_replication_role = replica;

    INSERT INTO qrtz_job_details (sched_name, job_name, job_group, job_class_name, is_durable, is_nonconcurrent,
           is_update_data, requests_recovery)
    VALUES ('bench', 'noop', 'bench', 'QuartzPeer$Noop', true, false, false, false);

    INSERT INTO qrtz_triggers (sched_name, trigger_name, trigger_group, job_name, job_group, next_fire_time,
           prev_fire_time, priority, trigger_state, trigger_type, start_time, end_time, misfire_instr)
    SELECT 'bench', 's' || g, 'standing', 'noop', 'bench', at, -1, 5, 'WAITING', 'SIMPLE', at, 0, 0
      FROM generate_series(1, %(n)s) g,
           LATERAL (SELECT ((extract(epoch FROM clock_timestamp()) + 3600 + g %% 25200) * 1000)::bigint AS at) due;

    INSERT INTO qrtz_simple_triggers
    SELECT 'bench', 's' || g, 'standing', 0, 0, 0 FROM generate_series(1, %(n)s) g"""


def _classpath():
    return ":".join(map(str, [CLASSES, *JARS]))


def build():
    missing = [str(jar) for jar in JARS if not jar.exists()]
    if missing:
        raise SystemExit("missing " + ", ".join(missing) + " (libquartz2-java, libslf4j-java, libpostgresql-jdbc-java)")
    CLASSES.mkdir(parents=True, exist_ok=True)
    subprocess.run(["javac", "-Xlint:all", "-Werror", "-cp", _classpath(), "-d", CLASSES, HERE / "QuartzPeer.java"],
                   check=True)


def prepare(standing):
    """An empty store but for `standing` triggers that fall due in one to eight hours."""
    cluster.create_database(DATABASE)
    with zipfile.ZipFile(JAVA / "quartz2.jar") as jar:
        tables = jar.read("org/quartz/impl/jdbcjobstore/tables_postgres.sql").decode()
    with contextlib.closing(cluster.connect(DATABASE)) as db, db.cursor() as cur:
        cur.execute("SET client_min_messages = warning")
        cur.execute(tables)
        if standing:
            cur.execute(STANDING, {"n": standing})
        cur.execute("VACUUM ANALYZE")
        cur.execute("CHECKPOINT")


def fire(settings, triggers, spacing_us, limit_s, warm_up=300, extra=()):
    """Fire `triggers` triggers; `settings` names a .properties file. Afterwards the store has its standing ones only."""
    properties = cluster.ROOT / "quartz" / "run.properties"
    url = f"jdbc:postgresql://127.0.0.1:{cluster.PORT}/{DATABASE}?user=postgres"
    lines = [(HERE / f"{settings}.properties").read_text(encoding="utf-8"), f"org.quartz.dataSource.bench.URL = {url}",
             "org.quartz.dataSource.bench.user = postgres", "org.quartz.dataSource.bench.password = unused",
             "org.quartz.scheduler.skipUpdateCheck = true", *extra]
    properties.write_text("\n".join(lines) + "\n", encoding="utf-8")
    done = subprocess.run(["java", "-Xmx1g", "-cp", _classpath(), "QuartzPeer", properties,
                           *map(str, (warm_up, triggers, spacing_us, limit_s))],
                          check=True, capture_output=True, text=True)
    cluster.execute(DATABASE, "DELETE FROM qrtz_simple_triggers WHERE trigger_group <> 'standing'",
                    "DELETE FROM qrtz_triggers WHERE trigger_group <> 'standing'",
                    "DELETE FROM qrtz_fired_triggers", "VACUUM ANALYZE")
    return json.loads(done.stdout)
