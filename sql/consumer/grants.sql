-- Whoever may read events may follow them; a group is moved only by its owner.
GRANT EXECUTE ON FUNCTION
    tqc.subscribe(text, text[], text), tqc.unsubscribe(text), tqc.seek(text, timestamptz),
    tqc.next_batch(text, int), tqc.finish_batch(text, bigint)
TO tqc_reader;
GRANT SELECT ON tqc.consumer, tqc.consumer_place TO tqc_reader;
