// A definition run over the log, as if it had always been the only rule. Nothing is written.
//
// The subjects are those that some event of an opening type names between the two times; each is
// folded over its whole history, because what is known of it may have been said before. Subjects go
// in slices, each with an SPI session of its own, so that the memory of one is all that is held.
#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "calendar/book.h"
#include "core/fold.h"
#include "engine/catalog.h"
#include "engine/log_event.h"
#include "engine/pg_facts.h"
#include "engine/turn_settings.h"
#include "pg/clock.h"
#include "pg/jsonpath.h"
#include "pg/spi.h"

namespace tqc::engine {

namespace {

constexpr std::size_t kSlice = 500;
constexpr std::int64_t kNoticeEvery = 5 * kSecond;

struct Window {
  Time from;
  Time to;  // not included
  bool holds(Time at) const { return at >= from && at < to; }
};

/// The one rule. Nobody is told anything, so its receivers and reminders would be work for nothing.
RuleVersion only_version(Datum definition) {
  Definition parsed = parse_definition(pg::jsonb_text(definition), pg::jsonpath_fault);
  parsed.receivers.clear();
  parsed.reminders.clear();
  parsed.message.reset();
  parsed.follow = false;
  RuleVersion version;
  version.id = 1;
  version.code = "backtest";
  version.version = 1;
  version.site = "*";
  version.definition = std::make_shared<const Definition>(std::move(parsed));
  return version;
}

std::vector<std::string> opening_types(const Definition& definition) {
  std::vector<std::string> types;
  for (const OpenSection& section : definition.open) {
    types.insert(types.end(), section.on.begin(), section.on.end());
  }
  return types;
}

std::vector<Subject> subjects_opened(const std::vector<std::string>& types, const Window& window,
                                     const std::string& site) {
  static pg::Statement opened(
      "SELECT DISTINCT e.site, e.subject FROM tqc.event_log e"
      " WHERE e.type_id IN (SELECT t.id FROM tqc.event_type t WHERE t.code = ANY ($1))"
      "   AND e.occurred_at >= $2 AND e.occurred_at < $3 AND ($4 = '*' OR e.site = $4)"
      " ORDER BY 1, 2",
      {TEXTARRAYOID, TIMESTAMPTZOID, TIMESTAMPTZOID, TEXTOID});
  pg::SpiSession spi;
  pg::Rows rows = opened.run({pg::to_text_array(types), pg::time_arg(window.from),
                              pg::time_arg(window.to), pg::text_arg(site)});
  std::vector<Subject> subjects;
  subjects.reserve(rows.size());
  for (uint64 i = 0; i < rows.size(); ++i) {
    subjects.push_back({*rows.string(i, 1), *rows.string(i, 2)});
  }
  return subjects;
}

/// The histories of the subjects from `first` to `last`.
std::vector<std::vector<LogEvent>> histories(const Subject* first, const Subject* last, Time now) {
  static pg::Statement read(
      "SELECT " TQC_EVENT_COLUMNS
      ", u.ord::int FROM unnest($1, $2) WITH ORDINALITY u(site, subject, ord),"
      "  LATERAL (SELECT * FROM tqc.event_log e WHERE e.site = u.site AND e.subject = u.subject"
      "              AND e.occurred_at <= $3 OFFSET 0) e",
      {TEXTARRAYOID, TEXTARRAYOID, TIMESTAMPTZOID});
  pg::Column sites(TEXTOID);
  pg::Column subjects(TEXTOID);
  for (const Subject* s = first; s != last; ++s) {
    sites.add(pg::text_arg(s->site));
    subjects.add(pg::text_arg(s->subject));
  }
  pg::Rows rows = read.run({sites.array(), subjects.array(), pg::time_arg(now)});
  std::vector<std::vector<LogEvent>> result(last - first);
  for (uint64 i = 0; i < rows.size(); ++i) {
    result[rows.int4(i, kEventColumns + 1) - 1].push_back(event_of(rows, i));
  }
  return result;
}

/// Output of tqc.replay, row by row.
class Output {
 public:
  explicit Output(ReturnSetInfo* result) : result_(result) {}

  void put(const Subject& subject, const Task& t) {
    set(0, pg::text_arg(subject.site));
    set(1, pg::text_arg(subject.subject));
    set(2, t.name.key.empty() ? pg::Arg{} : pg::jsonb_arg(t.name.key));
    set(3, pg::int8_arg(t.opener.seq));
    set(4, pg::int4_arg(t.name.occurrence));
    set(5, pg::text_arg(to_string(t.status)));
    set(6, pg::time_arg(t.anchor));
    set(7, pg::time_arg(t.opened_at));
    set(8, time_or_null(t.due));
    set(9, time_or_null(t.closed_at));
    set(10, pg::jsonb_arg(t.context ? to_json(*t.context) : "{}"));
    Datum* values = values_;
    bool* nulls = nulls_;
    ReturnSetInfo* result = result_;
    pg::call([=] { tuplestore_putvalues(result->setResult, result->setDesc, values, nulls); });
  }

 private:
  static pg::Arg time_or_null(Time at) { return at == kNever ? pg::Arg{} : pg::time_arg(at); }
  void set(int column, const pg::Arg& value) {
    values_[column] = value.value;
    nulls_[column] = value.null;
  }

  ReturnSetInfo* result_;
  Datum values_[11] = {};
  bool nulls_[11] = {};
};

/// Says now and then how far a long run has come.
class Progress {
 public:
  explicit Progress(std::size_t all) : all_(all), said_at_(GetCurrentTimestamp()) {}

  void reached(std::size_t done) {
    pg::call([] { CHECK_FOR_INTERRUPTS(); });
    Time now = GetCurrentTimestamp();
    if (now - said_at_ < kNoticeEvery) return;
    said_at_ = now;
    std::size_t all = all_;
    pg::call([=] { ereport(NOTICE, (errmsg("backtest: %zu of %zu subjects", done, all))); });
  }

 private:
  std::size_t all_;
  Time said_at_;
};

const CalendarBook& calendars_now() {
  pg::SpiSession spi;
  return calendar::book(calendar::highest());
}

void replay(Datum definition, const Window& window, const std::string& site, Output output) {
  TurnSettings settings;
  std::vector<RuleVersion> versions;
  versions.push_back(only_version(definition));
  RuleBook book(std::move(versions));
  const Time now = pg::now();

  Catalog::instance().refresh();
  const CalendarBook& calendars = calendars_now();
  std::vector<Subject> subjects =
      subjects_opened(opening_types(*book.version(1)->definition), window, site);
  Progress progress(subjects.size());
  for (std::size_t done = 0; done < subjects.size();) {
    progress.reached(done);
    std::size_t end = std::min(done + kSlice, subjects.size());
    pg::SpiSession spi;
    PgFacts facts(calendars);
    auto logs = histories(subjects.data() + done, subjects.data() + end, now);
    for (const std::vector<LogEvent>& log : logs) {
      const Subject& subject = subjects[done++];
      facts.clear();
      State state;
      fold_all(book, facts, subject, to_events(log, facts), now, state);
      for (const Task& task : state.tasks) {
        if (window.holds(task.opener.at)) output.put(subject, task);
      }
    }
  }
}

}  // namespace

}  // namespace tqc::engine

// tqc.replay(definition, from_time, to_time, site)
TQC_FUNCTION(tqc_replay) {
  using namespace tqc;
  pg::call([&] { InitMaterializedSRF(fcinfo, 0); });
  engine::Window window{PG_GETARG_TIMESTAMPTZ(1), PG_GETARG_TIMESTAMPTZ(2)};
  if (window.from > window.to) {
    throw Error("22023", "from_time must not be later than to_time");
  }
  std::string site = pg::to_string(pg::call([&] { return PG_GETARG_TEXT_PP(3); }));
  engine::replay(PG_GETARG_DATUM(0), window, site,
                 engine::Output(reinterpret_cast<ReturnSetInfo*>(fcinfo->resultinfo)));
  PG_RETURN_NULL();
}
