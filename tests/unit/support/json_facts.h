// The server's part in a fold, played on JSON in memory.
#pragma once

#include <memory>
#include <utility>
#include <vector>

#include <nlohmann/json.hpp>

#include "core/facts.h"

namespace tqc::test {

class JsonFacts : public Facts {
 public:
  /// The handle for Event::data.
  std::uint32_t add_data(nlohmann::json data);
  /// As a new turn reads the log: nothing composed.
  void forget_composed() { composed_ = original_; }

  bool test(const Expr& predicate, const Event& event, const Variables& v) override;
  bool test(const Expr& predicate, const Variables& v) override;
  std::vector<Value> values(const Expr& path, const Event& event) override;
  std::vector<Value> values(const Expr& path, const std::string& json) override;
  std::string data(const Event& event) override { return composed_[event.data].dump(); }
  void compose(const Event& event, const std::vector<Patch>& patches) override;
  Time read_time(const Value& value) override;
  const CalendarBook& calendars() override { return *calendars_; }
  void use(std::shared_ptr<const CalendarBook> calendars) { calendars_ = std::move(calendars); }
  Time add(Time at, const Span& span) override;
  std::string format_time(Time at) override;

 private:
  // Unless a test says otherwise: `always`, in UTC.
  std::shared_ptr<const CalendarBook> calendars_ = std::make_shared<CalendarBook>(
      std::shared_ptr<const Zone>(std::shared_ptr<const Zone>(), &utc()));
  std::vector<nlohmann::json> original_;
  std::vector<nlohmann::json> composed_;
};

}  // namespace tqc::test
