#!/usr/bin/python3
"""The border between C++ and the server: every error comes out with its text, every destructor has run."""
import pathlib
import shutil
import subprocess
import sys

sys.path.insert(0, str(pathlib.Path(__file__).parents[1] / "lib"))
from server import ROOT, Cluster, main

CASES = {"division": "22012", "spi": "23505", "tqc": "TQ008", "std": "XX000", "memory": "53200", "other": "XX000"}


def install(cluster):
    build = cluster.home.parent / "border-module"
    build.mkdir(exist_ok=True)
    subprocess.run(["make", "-s", "-C", build, "-f", ROOT / "tests/module/Makefile"], check=True, stdout=sys.stderr)
    shutil.copy(build / "tqc_border.so", cluster.home)
    (cluster.home / "tqc_border.so").chmod(0o755)
    session = cluster.session()
    for name, result in {"raise(text)": "void", "swallow(text)": "text", "alive()": "int", "born()": "int"}.items():
        function = "border_" + name.split("(")[0]
        session(f"CREATE FUNCTION {name} RETURNS {result} LANGUAGE c STRICT AS '{cluster.home}/tqc_border', '{function}'")
    session("CREATE TABLE once (a int UNIQUE); INSERT INTO once VALUES (1)")
    return session


def test_errors_come_out(cluster):
    """each error arrives with its SQLSTATE, text, detail and hint, and the session goes on"""
    session = install(cluster)
    for kind, sqlstate in CASES.items():
        error = session.refused(f"SELECT raise('{kind}')", sqlstate)
        if kind == "tqc":
            diag = error.diag
            assert (diag.message_primary, diag.message_detail, diag.message_hint) == ("wrong state", "the detail", "the hint")
        if kind == "std":
            assert error.diag.message_primary == "a C++ error"
        assert session.one("SELECT 1") == 1


def test_destructors_run(cluster):
    """whichever way a function is left, nothing on its way stays alive; ten thousand times"""
    session = cluster.session()
    for kind, sqlstate in CASES.items():
        before = session.one("SELECT born()")
        session.refused(f"SELECT raise('{kind}')", sqlstate)
        assert session.one("SELECT born()") > before, "the case has objects on the way"
        assert session.one("SELECT alive()") == 0, kind
    for kind in CASES:
        session("DO $$ BEGIN FOR i IN 1..10000 LOOP BEGIN PERFORM raise('%s'); EXCEPTION WHEN OTHERS THEN NULL; END;"
                " END LOOP; END $$" % kind)
        assert session.one("SELECT alive()") == 0, kind
    session("SELECT raise('none')")
    assert session.one("SELECT alive()") == 0


def test_nothing_is_swallowed(cluster):
    """quiet_call() turns an error in the data into tqc::Error; one that breaks the transaction passes it"""
    session = cluster.session()
    assert session.one("SELECT swallow('data')") == "22012 division by zero"
    session.refused("SELECT swallow('spi')", "23505")
    session("BEGIN")
    session.refused("SELECT swallow('spi')", "23505")
    session.refused("SELECT 1", "25P02")
    session("ROLLBACK")
    assert session.one("SELECT count(*) FROM once") == 1
    assert session.one("SELECT alive()") == 0


if __name__ == "__main__":
    main(sys.modules[__name__], Cluster("worker-border"))
