#!/usr/bin/python3
"""From tqc_emit to the client: engine, outbox, doorbell, relay, nothing in between replaced."""
import json

from lib_relay import Client, Cluster, Relay, main

RULE = {"title": "首次病程记录在入院8小时内完成", "open": {"on": "admission"}, "due": {"within": "PT8H"},
        "close": {"on": "note"}, "receivers": ["{{doctor}}"]}


async def test_life_of_a_task(cluster, relay):
    """a task is opened, falls overdue and is closed late, and its doctor is told each time"""
    cluster.sql("SELECT tqc.set_clock('2026-01-05T08:00:00Z', 0)")
    li, wang = await Client.greeted(relay, "dr-li"), await Client.greeted(relay, "dr-wang")
    assert li.welcome["speed"] == 0 and li.welcome["now"] == "2026-01-05T08:00:00Z", li.welcome
    cluster.sql("SELECT tqc_emit('admission', 'V1', %s)", json.dumps({"doctor": "dr-li"}))
    opened = await li.expect("push")
    assert opened["kind"] == "opened" and opened["task"]["status"] == "open", opened
    assert opened["task"]["due_at"] == "2026-01-05T16:00:00Z" and opened["task"]["title"] == RULE["title"], opened

    cluster.sql("SELECT tqc.set_clock('2026-01-05T16:30:00Z', 0)")
    frames = [await li.receive("clock"), await li.receive("clock")]
    told = {frame["type"]: frame for frame in frames}
    assert told["clock"]["now"] == "2026-01-05T16:30:00Z" and told["clock"]["speed"] == 0, frames
    assert told["push"]["kind"] == "overdue" and told["push"]["task"]["overdue_at"] == "2026-01-05T16:00:00Z", frames

    cluster.sql("SELECT tqc_emit('note', 'V1')")
    closed = await li.expect("push")
    assert closed["kind"] == "closed" and closed["task"]["status"] == "late", closed
    assert closed["task"]["id"] == opened["task"]["id"] and closed["seq"] > told["push"]["seq"] > opened["seq"]
    await wang.nothing_more()
    await li.send(type="tasks")
    assert (await li.expect("tasks"))["items"] == []


async def test_a_ward_admits(cluster, relay):
    """hundreds of visits in one transaction: every doctor gets exactly the own tasks"""
    doctors = [f"ward-dr-{i}" for i in range(8)]
    clients = [await Client.greeted(relay, doctor) for doctor in doctors]
    cluster.sql("SELECT tqc_emit('admission', 'W' || i, jsonb_build_object('doctor', 'ward-dr-' || i % 8))"
                " FROM generate_series(0, 799) i")
    for number, client in enumerate(clients):
        subjects = {(await client.expect("push"))["task"]["subject"] for _ in range(100)}
        assert subjects == {f"W{i}" for i in range(number, 800, 8)}
        await client.nothing_more()


def prepare():
    cluster = Cluster("relay-whole")
    cluster.sql("SELECT tqc.define_event('admission', context => '{\"doctor\": \"$.doctor\"}'), tqc.define_event('note')")
    cluster.sql("SELECT tqc.put_rule('first-note', %s, effective_from => '-infinity')", json.dumps(RULE))
    return cluster


if __name__ == "__main__":
    cluster = prepare()
    main(globals(), cluster, Relay(cluster))
