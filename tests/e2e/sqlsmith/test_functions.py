#!/usr/bin/python3
"""Random statements against everything a user may call: errors are fine, a crash is not.

SQLSMITH_SECONDS (20) is how long; the statements are those of a login that has every role of tqc.
"""
import os
import pathlib
import subprocess
import sys

sys.path.insert(0, str(pathlib.Path(__file__).parents[1] / "lib"))
from server import Cluster, admit, main  # noqa: E402

SECONDS = os.environ.get("SQLSMITH_SECONDS", "20")


def test_sqlsmith(cluster):
    """random statements by a login with every role crash neither the server nor the engine"""
    db = cluster.database("smith")
    admit(db, "V1", "V2", "V3")
    db("SELECT tqc_emit('note', 'V2')")
    db("CREATE ROLE smith LOGIN")
    db("GRANT tqc_admin TO smith")
    assert db.one("SELECT tqc.sync()")
    server = cluster.run("pid")
    run = subprocess.run(
        ["timeout", SECONDS, "sqlsmith", "--exclude-catalog", "--seed=20260105",
         f"--target={cluster.dsn.replace('user=postgres', 'user=smith')} dbname=smith options='-c statement_timeout=2s'"],
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    assert run.returncode == 124, f"sqlsmith stopped by itself: {run.returncode}\n{run.stdout[-2000:]}"
    assert cluster.run("pid") == server, "the postmaster has changed"
    log = cluster.log()
    for sign in ("terminated by signal", "PANIC", "TRAP:", "reinitializing"):
        assert sign not in log, sign
    tried = db.one("SELECT xact_commit + xact_rollback FROM pg_stat_database WHERE datname = 'smith'")
    assert tried > 100, f"only {tried} transactions were tried"
    db("SELECT tqc.reset_clock()")
    admit(db, "V4")
    assert db.one("SELECT tqc.sync()")
    assert db.one("SELECT status FROM tqc.task WHERE subject = 'V4'") == "open"


if __name__ == "__main__":
    main(sys.modules[__name__], Cluster("smith"))
