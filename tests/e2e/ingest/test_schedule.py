#!/usr/bin/python3
"""tqc.schedule() through a real pg_cron."""
import pathlib
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "lib"))
from server import Cluster, main, until  # noqa: E402

TWO_MINUTES = 130  # and a little: pg_cron looks at whole ones

SOURCE = """SELECT 'a'::text AS type, no AS subject, '{}'::jsonb AS data, at AS occurred_at, no AS id FROM public.visit"""


def prepare(cluster):
    session = cluster.session()
    session("CREATE EXTENSION IF NOT EXISTS tqc")
    session("SELECT tqc.define_event('a')")
    session("CREATE TABLE IF NOT EXISTS visit (no text, at timestamptz DEFAULT now())")
    session("SELECT tqc.define_source('visits', %s)", SOURCE)
    return session


def test_not_created(cluster):
    """where pg_cron runs but is not created, the error says so"""
    session = prepare(cluster)
    error = session.refused("SELECT tqc.schedule('visits', '* * * * *')", "55000")
    assert error.diag.message_hint == "CREATE EXTENSION pg_cron;", error


def test_other_database(cluster):
    """in another database the hint is the statement to run in pg_cron's own, and it works there"""
    home = prepare(cluster)
    home("CREATE EXTENSION pg_cron")
    home("CREATE DATABASE other")
    other = cluster.session("other")
    other("CREATE EXTENSION tqc")
    other("SELECT tqc.define_source('all', $$SELECT 'a'::text AS type, 'x'::text AS subject, '{}'::jsonb AS data,"
          " now() AS occurred_at, 'x'::text AS id$$)")
    error = other.refused("SELECT tqc.schedule('all', '*/5 * * * *')", "55000")
    where, statement = error.diag.message_hint.split(": ", 1)
    assert where == 'Run in "postgres"', where
    number = home.one(statement.rstrip(";"))
    assert home.one("SELECT database FROM cron.job WHERE jobid = %s", number) == "other"
    home("SELECT cron.unschedule(%s)", number)


def test_periodic(cluster):
    """what the application forgot is emitted within the minute, again and again, until it is unscheduled"""
    session = prepare(cluster)
    session("INSERT INTO visit VALUES ('V1')")
    number = session.one("SELECT tqc.schedule('visits', '* * * * *', '2 days')")
    assert session.one("SELECT tqc.schedule('visits', '* * * * *')") == number, "once scheduled it is changed"
    until(lambda: session.rows("SELECT subject, source FROM tqc.event") == [("V1", "visits")],
          "the job has run", patience=TWO_MINUTES)
    session("SELECT tqc.schedule('visits', NULL)")
    assert session.rows("SELECT * FROM cron.job") == []


def test_bad_schedule(cluster):
    """a schedule that is none is refused"""
    session = prepare(cluster)
    try:
        session("SELECT tqc.schedule('visits', 'now and then')")
    except Exception as error:
        assert "invalid schedule" in str(error), error
    else:
        raise AssertionError("not refused")


if __name__ == "__main__":
    main(sys.modules[__name__], Cluster("schedule", "tqc.engines=0", "shared_preload_libraries=pg_cron,tqc",
                                        "cron.database_name=postgres", "cron.use_background_workers=on"))
