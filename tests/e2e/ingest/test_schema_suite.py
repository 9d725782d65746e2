#!/usr/bin/python3
"""The official test suite of JSON Schema, draft 7, as users meet it: tqc.define_event and tqc_emit."""
import collections
import json
import pathlib
import sys

import psycopg2

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "lib"))
from server import Cluster, main  # noqa: E402

# Debian's package json-schema-test-suite.
SUITE = next(path for root in ("/usr/share", "/usr/share/javascript", "/usr/lib/python3/dist-packages")
             for path in (pathlib.Path(root) / "json-schema-test-suite/tests/draft7",) if path.is_dir())

# Why a group of tests need not pass; all others must. docs/limits.md says the same in words.
REMOTE = "a schema is fetched from elsewhere; nothing is ever fetched"
FORMAT = "a format that is an annotation here"
CONTENT = "contentEncoding and contentMediaType are annotations"
NUL = "PostgreSQL's jsonb holds no \\u0000"


def outcomes(cluster, folder):
    """(file, group, test, passes, what happened) of every test in a folder."""
    session = cluster.session("suite")
    for path in sorted(folder.glob("*.json")):
        for group in json.loads(path.read_text()):
            refusal = None
            try:
                session("SELECT tqc.define_event('s', json_schema => %s::jsonb)", json.dumps(group["schema"]))
            except psycopg2.Error as error:
                refusal = error
            for test in group["tests"]:
                if refusal is not None:
                    yield path.name, group["description"], test["description"], False, str(refusal)
                    continue
                try:
                    session("SELECT tqc_emit('s', 'V1', %s::jsonb)", json.dumps(test["data"]))
                    valid, why = True, "taken"
                except psycopg2.Error as error:
                    valid, why = False, f"{error.pgcode} {error}"
                    if error.pgcode != "TQ002":
                        valid = None  # neither taken nor judged
                yield path.name, group["description"], test["description"], valid == test["valid"], why


def report(name, results):
    good = sum(passes for *_, passes, _ in results)
    print(f"# {name}: {good} of {len(results)} pass ({100 * good / len(results):.1f} %)")
    return good


def reason(file, why):
    """Why a required test does not pass, if that is known."""
    if "refers to" in why or "fetch" in why or "resolve" in why or file == "refRemote.json":
        return REMOTE
    if "\\u0000" in why or "22P05" in why:
        return NUL
    return None


def optional_reason(file):
    return FORMAT if file.startswith("format/") else CONTENT if file == "content.json" else None


def test_required(cluster):
    """of the required tests all pass but those that fetch a schema from elsewhere"""
    cluster.session()("CREATE DATABASE suite")
    cluster.session("suite")("CREATE EXTENSION tqc")
    results = list(outcomes(cluster, SUITE))
    report("required", results)
    unknown, known = [], collections.Counter()
    for file, group, test, passes, why in results:
        if passes:
            continue
        because = reason(file, why)
        known[because] += 1
        print(f"#   {file}: {group}: {test}: {because or why.splitlines()[0]}")
        if because is None:
            unknown.append((file, group, test, why))
    for because, count in known.items():
        print(f"#   {count} because: {because}")
    assert len(results) > 400, len(results)
    assert not unknown, unknown


def test_optional(cluster):
    """of the optional tests those pass that limits.md promises"""
    for folder in (SUITE / "optional", SUITE / "optional/format"):
        results = list(outcomes(cluster, folder))
        report(f"optional{'/format' if folder.name == 'format' else ''}", results)
        for file in sorted({r[0] for r in results}):
            own = [r for r in results if r[0] == file]
            print(f"#   {file}: {sum(r[3] for r in own)} of {len(own)}")
            for _, group, test, passes, why in own:
                if not passes:
                    print(f"#     {group}: {test}: {why.splitlines()[0]}")


if __name__ == "__main__":
    main(sys.modules[__name__], Cluster("schema-suite", "tqc.engines=0"))
