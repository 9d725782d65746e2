-- A time without offset in a request is read in tqc.timezone, whoever decides it wherever he sits.
SELECT no_plan();

SELECT tqc.set_clock('2026-01-05 12:00+08', 0);
SELECT tqc.define_event('admission');
SELECT tqc.put_rule('note', '{"title": "t", "open": {"on": "admission"}, "due": {"within": "PT8H"}, "receivers": ["dr-li"]}');
SELECT tqc_emit('admission', 'V' || n, '{}', '2026-01-05 08:00+08') > 0 FROM generate_series(1, 3) n;
SELECT tqc.step() > 0;

SET TimeZone = 'America/New_York';
SET DateStyle = 'SQL, DMY';
SELECT tqc.decide(tqc.request(id, 'signed on paper', 'close', '{"at": "2026-01-05 10:30"}'), true, 'seen') > 0 FROM tqc.task WHERE subject = 'V1';
SELECT tqc.decide(tqc.request(id, 'signed on paper', 'close', '{"at": "2026-01-05T02:45:00Z"}'), true, 'seen') > 0 FROM tqc.task WHERE subject = 'V2';
SELECT is(current_setting('TimeZone'), 'America/New_York', 'the session keeps its own zone');
SELECT tqc.step() > 0;
SELECT is((SELECT closed_at FROM tqc.task WHERE subject = 'V1'), '2026-01-05T10:30:00+08'::timestamptz, 'half past ten is that of the hospital');
SELECT is((SELECT closed_at FROM tqc.task WHERE subject = 'V2'), '2026-01-05T10:45:00+08'::timestamptz, 'a time with offset says itself what it is');

SELECT * FROM finish();
