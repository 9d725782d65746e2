#!/usr/bin/python3
"""ALTER EXTENSION tqc UPDATE under way: tasks stand, sessions go on, the engine comes back and goes on."""
import pathlib
import subprocess
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "lib"))
from server import Cluster, admit, main, tasks, until  # noqa: E402

SHARE = subprocess.check_output(["pg_config", "--sharedir"], text=True).strip()
# A made-up later version: a table that engine and functions use gets a column, a function another body.
SCRIPT = r"""\echo Use "ALTER EXTENSION tqc UPDATE" to load this file. \quit
ALTER TABLE tqc.task_row ADD COLUMN colour text;
CREATE OR REPLACE FUNCTION tqc.actor() RETURNS text LANGUAGE sql STABLE PARALLEL RESTRICTED
SET search_path = pg_catalog, pg_temp AS $$ SELECT 'upgraded' $$;
"""


def provide(cluster, version, script):
    """Makes an upgrade from the version in use available to this cluster alone."""
    installed = cluster.session().one("SELECT default_version FROM pg_available_extensions WHERE name = 'tqc'")
    folder = cluster.home / "tree" / SHARE[1:] / "extension"
    (folder / f"tqc--{installed}--{version}.sql").write_text(script)
    return installed


def test_upgrade(cluster):
    """the engine leaves for the upgrade and goes on after it, and so do sessions that have plans"""
    session, other = cluster.database("ward"), cluster.session("ward")
    admit(session, "V1", "V2", "V3")
    assert session.one("SELECT tqc.sync()")
    other("SELECT tqc_emit('note', 'V3')")
    other("SELECT tqc.waive_task(id, 'before') FROM tqc.task WHERE subject = 'V2'")
    assert session.one("SELECT tqc.sync()")
    before = session.rows("SELECT id, subject, status, receivers FROM tqc.task ORDER BY id")
    [engine] = cluster.engines("ward")

    provide(cluster, "9.9.9", SCRIPT)
    session("ALTER EXTENSION tqc UPDATE TO '9.9.9'")
    assert session.one("SELECT tqc.sync()")
    assert cluster.engines("ward") != [engine]
    assert session.one("SELECT tqc.health() ->> 'version'") == "9.9.9"
    assert session.rows("SELECT id, subject, status, receivers FROM tqc.task ORDER BY id") == before
    other("SELECT tqc_emit('note', 'V1')")
    admit(other, "V4")
    assert session.one("SELECT tqc.sync()")
    other("SELECT tqc.waive_task(id, 'after') FROM tqc.task WHERE subject = 'V4'")
    assert session.one("SELECT tqc.sync()")
    assert tasks(session) == {"V1": "met", "V2": "waived", "V3": "met", "V4": "waived"}
    assert session.rows("SELECT h.reason, h.actor FROM tqc.task_history h JOIN tqc.task t ON t.id = h.task_id"
                        " WHERE t.subject = 'V4' AND h.transition = 'waived'") == [("after", "upgraded")]


def test_failed_upgrade(cluster):
    """a script that fails leaves everything as it was, the engine too"""
    session = cluster.database("failing")
    admit(session, "V1")
    assert session.one("SELECT tqc.sync()")
    installed = provide(cluster, "9.9.8", SCRIPT + "SELECT 1/0;\n")
    session.refused("ALTER EXTENSION tqc UPDATE TO '9.9.8'", "22012")
    assert session.one("SELECT extversion FROM pg_extension WHERE extname = 'tqc'") == installed
    until(lambda: cluster.engines("failing"), "the engine is back")
    session("SELECT tqc_emit('note', 'V1')")
    assert session.one("SELECT tqc.sync()")
    assert tasks(session) == {"V1": "met"}


if __name__ == "__main__":
    main(sys.modules[__name__], Cluster("upgrade"))
