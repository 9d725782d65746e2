// tqc.check_source(): what a query over business tables must be to say what should have been
// emitted.
#include <algorithm>
#include <iterator>
#include <string>
#include <string_view>
#include <vector>

#include "pg/spi.h"

extern "C" {
#include "parser/parser.h"
#include "utils/plancache.h"
}

namespace tqc::ingest {

namespace {

[[noreturn]] void refuse(const std::string& why, const std::string& hint = {}) {
  throw Error(sqlstate::kDefinitionRefused, "query refused: " + why, {}, hint);
}

struct Wanted {
  const char* name;
  Oid type;  // 0: whatever has a text
  Oid other;
};
constexpr Wanted kColumns[] = {{"type", 0, 0},
                               {"subject", 0, 0},
                               {"data", JSONBOID, JSONOID},
                               {"occurred_at", TIMESTAMPTZOID, 0},
                               {"id", 0, 0},
                               {"site", 0, 0}};
constexpr const char* kNames = "type, subject, data, occurred_at, id and perhaps site";

std::string type_name(Oid type) {
  const char* name = pg::call([=] { return format_type_be(type); });
  return name;
}

/// One statement, and a SELECT that puts nothing anywhere. It is to stand in brackets.
void check_form(const char* query) {
  auto* statements = pg::call([=] { return raw_parser(query, RAW_PARSE_DEFAULT); });
  if (list_length(statements) != 1) {
    refuse("expected a single SELECT, found " + std::to_string(list_length(statements)) +
           " statements");
  }
  const auto* statement = linitial_node(RawStmt, statements);
  if (statement->stmt_len > 0) {
    std::string_view rest(query + statement->stmt_location + statement->stmt_len);
    if (rest.find_first_not_of("; \t\r\n") != rest.npos)
      refuse("expected nothing after the semicolon");
  }
  Node* node = statement->stmt;
  if (!IsA(node, SelectStmt)) refuse("expected a SELECT, found another statement");
  const auto* select = reinterpret_cast<SelectStmt*>(node);
  while (select->larg != nullptr) select = select->larg;
  if (select->intoClause != nullptr) refuse("expected a SELECT, found SELECT INTO");
}

/// The query's columns; they live as long as the SPI session.
TupleDesc columns_of(const char* query) {
  auto* source = pg::call([=] {
    SPIPlanPtr plan = SPI_prepare(query, 0, nullptr);
    if (plan == nullptr) elog(ERROR, "SPI_prepare: %s", SPI_result_code_string(SPI_result));
    return static_cast<CachedPlanSource*>(linitial(SPI_plan_get_plan_sources(plan)));
  });
  auto* analyzed = linitial_node(Query, source->query_list);
  if (analyzed->commandType != CMD_SELECT || analyzed->hasModifyingCTE) {
    refuse("expected a SELECT that changes nothing");
  }
  return source->resultDesc;
}

const Wanted* find_wanted(const std::string& name) {
  const auto* found = std::find_if(std::begin(kColumns), std::end(kColumns),
                                   [&](const Wanted& w) { return name == w.name; });
  return found == std::end(kColumns) ? nullptr : found;
}

std::string name_of(TupleDesc columns, int i) {
  return NameStr(TupleDescAttr(columns, i)->attname);
}

/// Columns mean what they are called. Where some are called otherwise (`SELECT 'a', no, …`) their
/// places tell, if their number is right and none that has a name of ours is out of its place.
bool is_by_place(TupleDesc columns) {
  int all = std::size(kColumns);
  if (columns->natts != all && columns->natts != all - 1) return false;
  bool foreign = false;
  for (int i = 0; i < columns->natts; ++i) {
    const Wanted* wanted = find_wanted(name_of(columns, i));
    if (wanted == nullptr) {
      foreign = true;
    } else if (wanted != &kColumns[i]) {
      return false;
    }
  }
  return foreign;
}

void check_type(const Wanted& wanted, Oid type) {
  if (wanted.type == InvalidOid || type == wanted.type || type == wanted.other) return;
  std::string hint;
  if (type == TIMESTAMPOID) hint = "Say in which zone it is: … AT TIME ZONE 'Asia/Shanghai'.";
  if (type == DATEOID) hint = "A day alone is not guessed to be midnight.";
  refuse("expected column \"" + std::string(wanted.name) + "\" to be " + type_name(wanted.type) +
             ", found " + type_name(type),
         hint);
}

/// What each of the query's columns is of an event.
std::vector<std::string> check_columns(TupleDesc columns) {
  const std::string yields = std::string("It yields ") + kNames + ".";
  const bool by_place = is_by_place(columns);
  std::vector<std::string> names;
  names.reserve(columns->natts);
  for (int i = 0; i < columns->natts; ++i) {
    std::string name = name_of(columns, i);
    const Wanted* wanted = by_place ? &kColumns[i] : find_wanted(name);
    if (wanted == nullptr) refuse("column \"" + name + "\" is none of an event", yields);
    if (std::find(names.begin(), names.end(), wanted->name) != names.end()) {
      refuse("column \"" + name + "\" stands twice");
    }
    check_type(*wanted, TupleDescAttr(columns, i)->atttypid);
    names.emplace_back(wanted->name);
  }
  for (std::size_t i = 0; i + 1 < std::size(kColumns); ++i) {
    if (std::find(names.begin(), names.end(), kColumns[i].name) == names.end()) {
      refuse(std::string("column \"") + kColumns[i].name + "\" is missing", yields);
    }
  }
  return names;
}

std::vector<std::string> check_source(const char* query) {
  pg::SpiSession spi;
  try {
    check_form(query);
    return check_columns(columns_of(query));
  } catch (const pg::ServerError& e) {
    // What is wrong with the text is the definition's fault; missing rights are not.
    bool is_text =
        ERRCODE_TO_CATEGORY(e.data->sqlerrcode) == ERRCODE_SYNTAX_ERROR_OR_ACCESS_RULE_VIOLATION &&
        e.data->sqlerrcode != ERRCODE_INSUFFICIENT_PRIVILEGE;
    if (!is_text) throw;
    refuse(e.what(), e.data->hint != nullptr ? e.data->hint : "");
  }
}

}  // namespace

}  // namespace tqc::ingest

TQC_FUNCTION(tqc_check_source) {
  using namespace tqc;
  const char* query = pg::call([&] { return text_to_cstring(PG_GETARG_TEXT_PP(0)); });
  std::vector<std::string> names = ingest::check_source(query);
  PG_RETURN_DATUM(pg::to_text_array(names));
}
