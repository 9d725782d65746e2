#!/usr/bin/python3
"""The official test suite of JSON Schema, draft 7, as users meet it: tqc.define_event and tqc_emit."""
import collections
import json
import pathlib
import sys

import psycopg2

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "lib"))
from server import Cluster, main  # noqa: E402

SUITE = pathlib.Path("/usr/share/json-schema-test-suite/tests/draft7")  # of Debian's package

# Files of which not every test need pass, and why; docs/limits.md says the same in words.
REMOTE = "the schema refers to one that is elsewhere; nothing is ever fetched"
ANNOTATION = "an annotation: it is not asserted, and the value is taken"
WEAK = {"refRemote.json": REMOTE, "content.json": ANNOTATION, "ecmascript-regex.json": ANNOTATION}
ASSERTED = {"date.json", "date-time.json", "time.json"}  # formats


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


def judge(name, results, weak):
    """Prints what passes and why the rest does not; `weak` says of a file why it need not pass."""
    assert results, f"no tests in {name}"
    good = sum(passes for *_, passes, _ in results)
    print(f"# {name}: {good} of {len(results)} pass ({100 * good / len(results):.1f} %)")
    faults, known = [], collections.Counter()
    for file, group, test, passes, why in results:
        because = weak(file)
        if passes:
            continue
        if because is None or (because == ANNOTATION and why != "taken"):
            faults.append((file, group, test, why))
        else:
            known[file, because] += 1
    for (file, because), count in sorted(known.items()):
        print(f"#   {file}: {count} do not: {because}")
    assert not faults, faults
    return good / len(results)


def test_required(cluster):
    """of the required tests all pass but those that fetch a schema from elsewhere"""
    cluster.session()("CREATE DATABASE suite")
    cluster.session("suite")("CREATE EXTENSION tqc")
    share = judge("required", list(outcomes(cluster, SUITE)), WEAK.get)
    assert share > 0.96, share


def test_optional(cluster):
    """of the optional tests all pass but those of content"""
    judge("optional", list(outcomes(cluster, SUITE / "optional")), WEAK.get)


def test_formats(cluster):
    """the formats of dates and times are asserted, the others are annotations: nothing is refused for them"""
    judge("optional/format", list(outcomes(cluster, SUITE / "optional/format")),
          lambda file: None if file in ASSERTED else ANNOTATION)


if __name__ == "__main__":
    main(sys.modules[__name__], Cluster("schema-suite", "tqc.engines=0"))
