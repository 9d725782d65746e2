// What stands in tqc.subject.state must never bring the engine down, whatever became of it.
#include <cstdlib>

#include "core/state.h"

namespace {

std::optional<std::string> any_path(std::string_view) { return std::nullopt; }

const tqc::RuleBook& book() {
  static const tqc::RuleBook kBook = [] {
    std::vector<tqc::RuleVersion> versions(3);
    for (int i = 0; i < 3; ++i) {
      versions[i].id = versions[i].version = i + 1;
      versions[i].code = "note";
      versions[i].site = "*";
      versions[i].definition = std::make_shared<tqc::Definition>(
          tqc::parse_definition(i == 0 ? R"({"open": {"on": "admission"}, "close": {"on": "note"},
                       "repeat": {"after": ["PT1H", "PT2H"]}})"
                                       : R"({"open": {"on": "admission"}, "due": {"within": "PT8H"},
                       "repeat": {"chain": true}, "close": {"on": "note"},
                       "reminders": [{"before": "PT2H"}, {"after": "PT0S"}]})",
                                any_path));
    }
    return tqc::RuleBook(std::move(versions));
  }();
  return kBook;
}

void require(bool condition) {
  if (!condition) std::abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size) {
  tqc::State state;
  if (!tqc::decode({reinterpret_cast<const char*>(data), size}, book(), state)) return 0;
  for (const tqc::Task& t : state.tasks) {
    require(tqc::running(t.status) && t.version != nullptr && t.context != nullptr);
  }
  // What decodes is a state, and a state comes back as it was.
  std::string bytes = tqc::encode(state);
  tqc::State again;
  require(tqc::decode(bytes, book(), again));
  require(tqc::encode(again) == bytes);
  return 0;
}
