"""tqc on the benchmark's server."""
import contextlib
import pathlib
import time
from lib import cluster

SQL = pathlib.Path(__file__).resolve().parent.parent / "sql"
DATABASE = "bench_tqc"


class Load:
    """A database with tqc, in which `standing` subjects have a task each that falls due in two to eight hours."""

    def __init__(self, events, standing=0, database=DATABASE):
        assert (events // 2) % 7919, "bench.turn() would close one task twice"
        self.database, self.events, self.standing, self.round = database, events, standing, 0
        cluster.create_database(database)
        cluster.execute(database, "CREATE EXTENSION tqc",
                        *((SQL / name).read_text(encoding="utf-8") for name in ("definitions.sql", "load.sql")))
        self.db = cluster.connect(database)
        self.cur = self.db.cursor()
        for first in range(0, standing, 100_000):
            self.one("SELECT bench.stand('standing', %s, %s)", first, min(first + 100_000, standing) - 1)
        # What the first round closes.
        self.one("SELECT bench.stand('round0-', 0, %s)", events // 2 - 1)
        self.sync()
        self.rest()

    def one(self, statement, *parameters):
        self.cur.execute(statement, parameters)
        return self.cur.fetchone()[0]

    def sync(self):
        if not self.one("SELECT tqc.sync('30 minutes')"):
            raise RuntimeError("tqc.sync() gave up")

    def rest(self):
        """As autovacuum would have left it by and by; done for every peer before its time is taken."""
        cluster.execute(self.database, "VACUUM ANALYZE", "CHECKPOINT")

    def turn(self):
        """Half of the events open a task, half close one, no subject has two; all in one transaction. Events a second
        from its commit until all are applied and committed."""
        self.round += 1
        self.one("SELECT bench.turn(%s, %s)", self.round, self.events)
        start = time.perf_counter()
        self.sync()
        seconds = time.perf_counter() - start
        self.check()
        self.rest()
        return self.events / seconds

    def check(self):
        """A fast engine that does something else would be no use."""
        self.cur.execute("SELECT status, count(*) FROM tqc.task GROUP BY status")
        found = dict(self.cur.fetchall())
        wanted = {"open": self.standing + self.events // 2, "met": self.round * self.events // 2}
        if found != wanted:
            raise RuntimeError(f"tasks are {found}, but should be {wanted}")
        failures = self.one("SELECT count(*) FROM tqc.failure")
        if failures:
            raise RuntimeError(f"{failures} failures")

    def close(self):
        self.db.close()
        cluster.drop_database(self.database)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()


@contextlib.contextmanager
def with_engines(count, database=DATABASE):
    """Runs the block while so many engines share the subjects of the database; 0: nothing reads its log."""
    before = cluster.query("postgres", "SHOW tqc.engines")[0][0]
    try:
        _set_engines(database, count)
        yield
    finally:
        _set_engines(database, int(before))


def _set_engines(database, count):
    cluster.execute("postgres", f"ALTER SYSTEM SET tqc.engines = {count}", "SELECT pg_reload_conf()")
    deadline = time.monotonic() + 60
    while len(engines(database)) != count:
        if time.monotonic() > deadline:
            raise RuntimeError(f"there are {len(engines(database))} engines, not {count}")
        time.sleep(0.01)


def engines(database=DATABASE):
    """The process ids of the engines at work."""
    return [pid for (pid,) in cluster.query(
        "postgres", "SELECT pid FROM pg_stat_activity WHERE backend_type = 'tqc engine' AND datname = %s", (database,))]
