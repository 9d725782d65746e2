// Taking many events at once, each for itself. The number of statements does not depend on the
// number of events:
//
//   1. each element is read and checked without touching the log
//   2. one INSERT of all that are good; the log's own rows and earlier ones of the call win
//   3. one look at who holds the numbers that were not inserted: the same event, or another one
//   4. where refused ones are kept, one INSERT of them
#include "ingest/many.h"

#include <algorithm>
#include <string>
#include <unordered_map>

#include "ingest/cloud_event.h"
#include "ingest/failure.h"
#include "ipc/bell.h"

namespace tqc::ingest {

namespace {

std::string number_of(std::string_view site, std::string_view source, std::string_view id) {
  std::string key;
  for (std::string_view part : {site, source, id}) {
    key.append(part);
    key += '\0';  // no text of the server holds it
  }
  return key;
}

/// Step 2: gives the elements that were inserted their seq.
void insert(std::vector<Element>& elements) {
  static pg::Statement append(
      "INSERT INTO tqc.event_log (site, source, id, type_id, subject, occurred_at, sequence, data)"
      " SELECT n.site, n.source, n.id, n.type_id, n.subject, n.at, n.sequence, n.data"
      "   FROM unnest($1, $2, $3, $4, $5, $6, $7, $8) WITH ORDINALITY"
      "     AS n(site, source, id, type_id, subject, at, sequence, data, ord)"
      "  ORDER BY n.ord"
      " ON CONFLICT (site, source, id) DO NOTHING RETURNING seq, site, source, id",
      {TEXTARRAYOID, TEXTARRAYOID, TEXTARRAYOID, INT4ARRAYOID, TEXTARRAYOID, TIMESTAMPTZARRAYOID,
       INT8ARRAYOID, JSONBARRAYOID});
  Numbers numbers;
  pg::Column types(INT4OID), subjects(TEXTOID), times(TIMESTAMPTZOID), sequences(INT8OID),
      data(JSONBOID);
  for (const Element& element : elements) {
    if (element.refusal || element.taken) continue;
    const Incoming& event = element.event;
    numbers.add(event);
    types.add(pg::int4_arg(event.type_id));
    subjects.add(pg::text_arg(*event.subject));
    times.add(pg::time_arg(*event.occurred_at));
    sequences.add(event.sequence ? pg::int8_arg(*event.sequence) : pg::Arg());
    data.add(pg::Arg(JsonbPGetDatum(event.data)));
  }
  if (types.size() == 0) return;
  pg::Rows rows =
      append.run({numbers.sites.array(), numbers.sources.array(), numbers.ids.array(),
                  types.array(), subjects.array(), times.array(), sequences.array(), data.array()});
  if (rows.empty()) return;
  ipc::emitted();
  std::unordered_map<std::string, std::int64_t> inserted;
  for (uint64 i = 0; i < rows.size(); ++i) {
    inserted.emplace(number_of(*rows.string(i, 2), *rows.string(i, 3), *rows.string(i, 4)),
                     rows.int8(i, 1));
  }
  // Of equal numbers the first element was inserted: it takes the seq out of the map.
  for (Element& element : elements) {
    if (element.refusal || element.taken) continue;
    const Incoming& event = element.event;
    auto seq = inserted.extract(number_of(*event.site, *event.source, *event.id));
    if (seq) element.taken = Taken{seq.mapped(), false};
  }
}

/// Step 3: judges what was not inserted. A refused event that the log already holds is the same
/// old event, whatever has become of its type since.
void judge(std::vector<Element>& elements) {
  Numbers numbers;
  std::vector<Element*> asked;
  for (Element& element : elements) {
    if (element.taken || (element.refusal && !can_be_held(element.event))) continue;
    numbers.add(element.event);
    asked.push_back(&element);
  }
  if (asked.empty()) return;
  auto holders = find_holders(numbers);
  for (std::size_t i = 0; i < asked.size(); ++i) {
    if (!holders[i]) continue;
    Element& element = *asked[i];
    if (is_same(element.event, *holders[i])) {
      element.taken = Taken{holders[i]->seq, true};
      element.refusal.reset();
    } else if (!element.refusal) {
      element.refusal = number_reused(element.event, *holders[i]);
    }
  }
}

bool is_open(const Element& element) { return !element.taken && !element.refusal; }

/// The element as it came, with the number and the time it was given.
const Jsonb* payload_of(const Element& element) {
  static pg::Statement lay_over("SELECT $1 || $2", {JSONBOID, JSONBOID});
  if (element.payload) return element.payload(element);
  Jsonb* raw =
      pg::call([&] { return JsonbValueToJsonb(const_cast<JsonbValue*>(&element.object)); });
  if (!JsonContainerIsObject(&raw->root) || element.event.data == nullptr) return raw;
  Incoming given;
  given.id = element.event.id;
  given.occurred_at = element.event.occurred_at;
  pg::Rows rows =
      lay_over.run({pg::Arg(JsonbPGetDatum(to_cloud_event(given))), pg::Arg(JsonbPGetDatum(raw))});
  Datum result = *rows.datum(0, 1);
  return pg::call([&] { return DatumGetJsonbP(result); });
}

}  // namespace

void take_all(std::vector<Element>& elements) {
  do {
    insert(elements);
    judge(elements);
    // What is open now, retention has removed between the two statements: its number is free.
    pg::call([] { CHECK_FOR_INTERRUPTS(); });
  } while (std::any_of(elements.begin(), elements.end(), is_open));
}

void keep_refused(const std::vector<Element>& elements) {
  Failures failures;
  for (const Element& element : elements) {
    if (!element.refusal) continue;
    failures.add(*element.refusal, payload_of(element), element.event.site, element.event.subject);
  }
  failures.write();
}

}  // namespace tqc::ingest
