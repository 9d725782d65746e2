// Any bytes are a definition, a duration and a template, or refused with TQ003; and what is
// taken keeps its promises.
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "core/definition.h"
#include "core/error.h"
#include "core/expr.h"
#include "core/template_parser.h"

namespace {

void expect(bool holds) {
  if (!holds) std::abort();
}

template <class F>
void read_or_refuse(F&& f) {
  try {
    f();
  } catch (const tqc::Error& e) {
    expect(e.sqlstate == tqc::sqlstate::kDefinitionRefused);
  }
}

std::optional<std::string> any_path(std::string_view path) {
  if (path.size() > 4096) return "too long";
  return std::nullopt;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  std::string_view text(reinterpret_cast<const char*>(data), size);
  read_or_refuse([&] {
    tqc::Definition d = tqc::parse_definition(text, any_path);
    expect(!d.open.empty());
    expect(d.key_open.size() == d.key_close.size());
    for (const auto& open : d.open) expect(!open.on.empty());
    bool timed = !d.due.empty() || d.windows() || d.repeats(tqc::Repeat::Kind::list);
    for (const auto& r : d.reminders) expect(timed && (r.times == 0 || r.every));
    expect(!d.forbid || (!d.due.empty() && d.miss.empty() && !d.repeat && !d.extend));
    expect(!d.extend || timed);
    for (std::size_t i = 0; i + 1 < d.due.size(); ++i) expect(d.due[i].when.has_value());
    expect(!d.repeats(tqc::Repeat::Kind::list) || (!d.repeat->after.empty() && d.due.empty()));
    expect(!d.repeats(tqc::Repeat::Kind::cron) || d.repeat->cron.minutes != 0);
  });
  read_or_refuse([&] {
    tqc::Span span = tqc::parse_duration(text);
    expect(tqc::parse_duration(tqc::format_duration(span)) == span);
  });
  read_or_refuse([&] { tqc::parse_template(text); });
  tqc::path_variables(text);
  return 0;
}
