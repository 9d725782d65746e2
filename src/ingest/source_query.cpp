// tqc.check_source(): what a query over business tables must be to say what should have been
// emitted.
#include <algorithm>
#include <iterator>
#include <string>
#include <string_view>

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

/// Whether there is a site.
bool check_columns(TupleDesc columns) {
  bool seen[std::size(kColumns)] = {};
  for (int i = 0; i < columns->natts; ++i) {
    const FormData_pg_attribute* column = TupleDescAttr(columns, i);
    std::string name = NameStr(column->attname);
    const auto* wanted = std::find_if(std::begin(kColumns), std::end(kColumns),
                                      [&](const Wanted& w) { return name == w.name; });
    if (wanted == std::end(kColumns)) {
      refuse("column \"" + name + "\" is none of an event",
             std::string("It yields ") + kNames + ".");
    }
    bool& twice = seen[wanted - std::begin(kColumns)];
    if (twice) refuse("column \"" + name + "\" stands twice");
    twice = true;
    Oid type = column->atttypid;
    if (wanted->type == InvalidOid || type == wanted->type || type == wanted->other) continue;
    std::string hint;
    if (type == TIMESTAMPOID) hint = "Say in which zone it is: … AT TIME ZONE 'Asia/Shanghai'.";
    if (type == DATEOID) hint = "A day alone is not guessed to be midnight.";
    refuse("expected column \"" + name + "\" to be " + type_name(wanted->type) + ", found " +
               type_name(type),
           hint);
  }
  for (std::size_t i = 0; i + 1 < std::size(kColumns); ++i) {
    if (!seen[i]) {
      refuse(std::string("column \"") + kColumns[i].name + "\" is missing",
             std::string("It yields ") + kNames + ".");
    }
  }
  return seen[std::size(kColumns) - 1];
}

}  // namespace

}  // namespace tqc::ingest

TQC_FUNCTION(tqc_check_source) {
  using namespace tqc;
  using namespace tqc::ingest;
  pg::SpiSession spi;
  const char* query = pg::call([&] { return text_to_cstring(PG_GETARG_TEXT_PP(0)); });
  try {
    check_form(query);
    PG_RETURN_BOOL(check_columns(columns_of(query)));
  } catch (const pg::ServerError& e) {
    // What is wrong with the text is the definition's fault; missing rights are not.
    bool is_text =
        ERRCODE_TO_CATEGORY(e.data->sqlerrcode) == ERRCODE_SYNTAX_ERROR_OR_ACCESS_RULE_VIOLATION &&
        e.data->sqlerrcode != ERRCODE_INSUFFICIENT_PRIVILEGE;
    if (!is_text) throw;
    refuse(e.what(), e.data->hint != nullptr ? e.data->hint : "");
  }
}
