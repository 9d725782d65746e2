// The core's questions answered by the server: SQL/JSON path on jsonb, time zones.
#pragma once

#include <vector>

#include "core/facts.h"
#include "pg/spi.h"

namespace tqc::engine {

/// Serves one subject after another: clear() forgets the events of the last one and frees
/// their memory.
class PgFacts : public Facts {
 public:
  explicit PgFacts(const CalendarBook& calendars);
  ~PgFacts() override;
  PgFacts(const PgFacts&) = delete;
  PgFacts& operator=(const PgFacts&) = delete;

  void clear();
  /// Makes an event's data known; returns its handle (Event::data). May be a toasted datum
  /// that lives at least until clear().
  std::uint32_t add_data(Datum jsonb);

  bool test(const Expr& predicate, const Event& event, const Variables& variables) override;
  bool test(const Expr& predicate, const Variables& variables) override;
  std::vector<Value> values(const Expr& path, const Event& event) override;
  std::vector<Value> values(const Expr& path, const std::string& json) override;
  std::string data(const Event& event) override;
  void compose(const Event& event, const std::vector<Patch>& patches) override;
  Time read_time(const Value& value) override;
  const CalendarBook& calendars() override { return calendars_; }
  Time add(Time at, const Span& span) override;
  std::string format_time(Time at) override;
  void breathe() override;

 private:
  struct Data {
    Datum original;
    Jsonb* own = nullptr;       // the same, detoasted
    Jsonb* composed = nullptr;  // what has been laid over it; null: nothing
  };

  Jsonb* of(const Event& event);
  static void lay_over(Data& target, Jsonb* composed);
  Jsonb* variables(const Expr& expr, const Variables& v);
  bool test_on(Jsonb* data, const Expr& predicate, const Variables& v);
  std::vector<Value> values_of(const Expr& path, Jsonb* data);

  const CalendarBook& calendars_;
  MemoryContext memory_;   // of the events' data
  MemoryContext scratch_;  // of one question
  std::vector<Data> data_;
};

}  // namespace tqc::engine
