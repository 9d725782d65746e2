// Any bytes are five cron fields or refused with TQ003; and what is taken comes again and again,
// ever later.
#include <cstdint>
#include <cstdlib>

#include "core/cron.h"
#include "core/error.h"

namespace {

void expect(bool holds) {
  if (!holds) std::abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  tqc::Cron cron;
  try {
    cron = tqc::parse_cron({reinterpret_cast<const char*>(data), size});
  } catch (const tqc::Error& e) {
    expect(e.sqlstate == tqc::sqlstate::kDefinitionRefused);
    return 0;
  }
  tqc::Time at = 0;
  for (int i = 0; i < 3; ++i) {
    tqc::Time next = tqc::next_time(cron, tqc::utc(), at);
    expect(next > at && next != tqc::kNever);
    at = next;
  }
  return 0;
}
