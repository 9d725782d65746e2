#include "ingest/type_cache.h"

#include <algorithm>
#include <unordered_map>
#include <vector>

#include "ingest/schema_server.h"
#include "pg/installation.h"
#include "pg/spi.h"

namespace tqc::ingest {

namespace {

struct Hash {
  using is_transparent = void;
  std::size_t operator()(std::string_view s) const { return std::hash<std::string_view>()(s); }
};

std::unordered_map<std::string, KnownType, Hash, std::equal_to<>> types;
Oid relation = InvalidOid;  // tqc.event_type
bool stale = true;

// Every change of tqc.event_type sends this (sql/ingest/event_type_changed.sql). It may arrive in
// the middle of anything, so it only notes it.
void invalidated(Datum, Oid changed) {
  if (changed == InvalidOid || changed == relation) stale = true;
}

void refresh() {
  static bool registered = false;
  if (!registered) {
    pg::call([] { CacheRegisterRelcacheCallback(invalidated, 0); });
    registered = true;
  }
  types.clear();
  stale = false;
  relation =
      pg::call([] { return get_relname_relid("event_type", get_namespace_oid("tqc", false)); });
}

/// A statement that sees what is committed now, whatever the transaction's isolation.
class LatestStatement {
 public:
  LatestStatement(const char* sql, Oid argument) : sql_(sql), argument_(argument) {}

  pg::Rows run(Datum argument) {
    if (plan_ == nullptr) {
      plan_ = pg::call([this] {
        SPIPlanPtr plan = SPI_prepare(sql_, 1, &argument_);
        if (plan == nullptr) elog(ERROR, "SPI_prepare: %s", SPI_result_code_string(SPI_result));
        SPI_keepplan(plan);
        return plan;
      });
    }
    pg::call([&] {
      int result = SPI_execute_snapshot(plan_, &argument, nullptr, GetLatestSnapshot(),
                                        InvalidSnapshot, true, false, 1);
      if (result != SPI_OK_SELECT) elog(ERROR, "SPI_execute_snapshot: %d", result);
    });
    return {SPI_tuptable, SPI_processed};
  }

 private:
  const char* sql_;
  Oid argument_;
  SPIPlanPtr plan_ = nullptr;
};

}  // namespace

const KnownType* find_type(std::string_view code) {
  // A transaction of many statements need not have heard of the last changes yet.
  pg::call([] { AcceptInvalidationMessages(); });
  if (stale) refresh();
  if (auto found = types.find(code); found != types.end()) return &found->second;

  static LatestStatement read(
      "SELECT id, enabled, json_schema FROM tqc.event_type WHERE code = $1 ORDER BY id DESC LIMIT "
      "1",
      TEXTOID);
  pg::Rows rows = read.run(pg::text_arg(code).value);
  if (rows.empty()) return nullptr;
  KnownType type;
  type.id = rows.int4(0, 1);
  type.code = code;
  type.enabled = rows.boolean(0, 2);
  if (auto schema = rows.datum(0, 3)) type.schema = compile_schema(pg::jsonb_text(*schema));
  return &types.emplace(type.code, std::move(type)).first->second;
}

const std::string& type_code(int id) {
  static std::unordered_map<int, std::string> codes;
  static LatestStatement read("SELECT code FROM tqc.event_type WHERE id = $1", INT4OID);
  static Oid of = InvalidOid;
  if (pg::installed_anew(of)) codes.clear();
  if (auto known = codes.find(id); known != codes.end()) return known->second;
  pg::Rows rows = read.run(Int32GetDatum(id));
  if (rows.empty()) throw Error("XX000", "event type version " + std::to_string(id) + " is gone");
  return codes.emplace(id, *rows.string(0, 1)).first->second;
}

std::string similar_types(std::string_view code) {
  static pg::Statement all("SELECT DISTINCT code FROM tqc.event_type WHERE NOT code ^@ 'tqc.'", {});
  constexpr std::size_t kLongest = 100;  // of texts worth comparing
  if (code.size() > kLongest) return {};

  pg::Rows rows = all.run({});
  std::vector<std::pair<int, std::string>> near;
  for (uint64 i = 0; i < rows.size(); ++i) {
    std::string known = *rows.string(i, 1);
    if (known.size() > kLongest) continue;
    const char* a = known.data();
    int a_size = static_cast<int>(known.size());
    int distance = pg::call([&] {
      return varstr_levenshtein(a, a_size, code.data(), static_cast<int>(code.size()), 1, 1, 1,
                                true);
    });
    if (distance <= std::max<int>(1, static_cast<int>(code.size()) / 3)) {
      near.emplace_back(distance, std::move(known));
    }
  }
  std::sort(near.begin(), near.end());
  std::string list;
  for (std::size_t i = 0; i < near.size() && i < 3; ++i) {
    if (i > 0) list += ", ";
    list += '"' + near[i].second + '"';
  }
  return list;
}

}  // namespace tqc::ingest
