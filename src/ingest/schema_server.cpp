#include "ingest/schema_server.h"

#include <unordered_map>

#include "core/ecma_regex.h"
#include "core/schema_check.h"
#include "ingest/jsonb_view.h"
#include "pg/guard.h"

extern "C" {
#include "catalog/pg_collation_d.h"
#include "mb/pg_wchar.h"
#include "regex/regex.h"  // here only: it renames the C library's regcomp and its kin
}

namespace tqc::ingest {

namespace {

class ServerServices : public schema::Services {
 public:
  void check_pattern(const schema::Pattern& pattern) override {
    ::text* translated = translation(pattern);
    pg::quiet_call([&] { RE_compile_and_cache(translated, REG_ADVANCED, C_COLLATION_OID); });
  }

  bool matches(const schema::Pattern& pattern, std::string_view text) override {
    ::text* translated = translation(pattern);
    auto* data = const_cast<char*>(text.data());
    int size = static_cast<int>(text.size());
    return pg::quiet_call([&] {
      return RE_compile_and_execute(translated, data, size, REG_ADVANCED, C_COLLATION_OID, 0,
                                    nullptr);
    });
  }

  std::uint64_t characters(std::string_view text) override {
    return static_cast<std::uint64_t>(
        pg_mbstrlen_with_len(text.data(), static_cast<int>(text.size())));
  }

  void breathe() override {
    pg::quiet_call([] {
      check_stack_depth();
      CHECK_FOR_INTERRUPTS();
    });
  }

 private:
  /// The pattern in the server's dialect, kept for good: there are as many as schemas have.
  ::text* translation(const schema::Pattern& pattern) {
    auto known = translations_.find(pattern);
    if (known != translations_.end()) return known->second;
    std::string ours = schema::to_advanced_regex(pattern);
    ::text* kept = pg::call([&] {
      MemoryContext old = MemoryContextSwitchTo(TopMemoryContext);
      ::text* t = cstring_to_text_with_len(ours.data(), static_cast<int>(ours.size()));
      MemoryContextSwitchTo(old);
      return t;
    });
    translations_.emplace(pattern, kept);
    return kept;
  }

  std::unordered_map<std::string, ::text*> translations_;
};

ServerServices services;

}  // namespace

std::unique_ptr<const schema::Schema> compile_schema(std::string_view json) {
  return std::make_unique<const schema::Schema>(schema::compile(json, services));
}

void check_data(std::string_view type, const schema::Schema& schema, const Jsonb* data) {
  auto fault = schema::find_fault(schema.root(), JsonbView(data), services);
  if (!fault) return;
  throw Error(sqlstate::kDataRefused, "data of \"" + std::string(type) + "\" refused at \"" +
                                          fault->pointer + "\": expected " + fault->expected +
                                          ", found " + fault->found);
}

}  // namespace tqc::ingest
