"""A consumer written by hand: librdkafka, batches, COPY, the places in the same transaction. Prints messages a second,
counted from the end of the first batch, as for tqc."""
import io
import json
import sys
import time
import confluent_kafka
import psycopg2

COLUMNS = "(seq, site, source, id, type_id, subject, occurred_at, data)"


def main(address, topic, count, dsn):
    db = psycopg2.connect(dsn)
    cur = db.cursor()
    consumer = confluent_kafka.Consumer({"bootstrap.servers": address, "group.id": "copy", "enable.auto.commit": False,
                                         "auto.offset.reset": "earliest", "log_level": 0})
    partitions = consumer.list_topics(topic, timeout=10).topics[topic].partitions
    consumer.assign([confluent_kafka.TopicPartition(topic, p, confluent_kafka.OFFSET_BEGINNING) for p in partitions])
    taken, first = 0, None
    while taken < count:
        batch = [m for m in consumer.consume(2000, 0.1) if not m.error()]
        if not batch:
            continue
        rows, places = io.StringIO(), {}
        for message in batch:
            event = json.loads(message.value())
            data = json.dumps(event["data"]).replace("\\", "\\\\")
            taken += 1
            rows.write(f"{taken}\tmain\t{event['source']}\t{event['id']}\t1\t{event['subject']}\t{event['time']}\t{data}\n")
            places[message.partition()] = message.offset() + 1
        rows.seek(0)
        cur.copy_expert(f"COPY copied {COLUMNS} FROM STDIN", rows)
        for place in places.items():
            cur.execute("INSERT INTO place VALUES (%s, %s) ON CONFLICT (partition) DO UPDATE SET next = EXCLUDED.next", place)
        db.commit()
        if first is None:
            first = (time.perf_counter(), taken)
    print((taken - first[1]) / (time.perf_counter() - first[0]))
    consumer.close()


main(sys.argv[1], sys.argv[2], int(sys.argv[3]), sys.argv[4])
