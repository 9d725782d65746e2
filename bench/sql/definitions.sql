-- What the benchmarks tell tqc: event types with a JSON Schema each, one rule that opens a task by an
-- admission and closes it by a note, one whose tasks fall due at an instant of our choice.
SELECT tqc.define_event('bench.emit', 'named by no rule', $${
  "type": "object",
  "required": ["class", "patient", "doctor", "ward"],
  "properties": {
    "class":       {"enum": ["inpatient", "outpatient", "emergency"]},
    "patient":     {"type": "string", "minLength": 1},
    "doctor":      {"type": "string", "pattern": "^dr-[0-9]+$"},
    "ward":        {"type": "object", "required": ["code"], "properties": {"code": {"type": "string"}, "bed": {"type": "integer", "minimum": 1}}},
    "diagnoses":   {"type": "array", "maxItems": 20, "items": {"type": "string"}}
  }}$$::jsonb);

SELECT tqc.define_event('bench.admission', 'opens', $${
  "type": "object",
  "required": ["class", "patient", "doctor", "ward"],
  "properties": {"class": {"enum": ["inpatient", "outpatient"]}, "patient": {"type": "string"}, "doctor": {"type": "string"}, "ward": {"type": "string"}}}$$::jsonb,
  context => '{"patient": "$.patient", "doctor": "$.doctor", "ward": "$.ward"}');

SELECT tqc.define_event('bench.note', 'closes', $${
  "type": "object", "required": ["doc_type"], "properties": {"doc_type": {"type": "string"}}}$$::jsonb);

SELECT tqc.define_event('bench.alarm', 'falls due', context => '{"doctor": "$.doctor"}');

SELECT tqc.put_rule('bench-note', $${
  "title": "首次病程记录在入院8小时内完成",
  "category": "documentation",
  "open": {"on": "bench.admission", "when": "$.class == \"inpatient\""},
  "due": {"within": "PT8H"},
  "close": {"on": "bench.note", "when": "$.doc_type == \"first_progress_note\""},
  "receivers": ["{{doctor}}"],
  "message": "{{patient}}：首次病程记录"}$$::jsonb);

SELECT tqc.put_rule('bench-alarm', $${
  "title": "到点提醒",
  "open": {"on": "bench.alarm", "at": "$.anchor"},
  "due": {"within": "PT1H"},
  "receivers": ["{{doctor}}"]}$$::jsonb);
