#include "pg/spi.h"

namespace tqc::pg {

SpiSession::SpiSession() : exceptions_(std::uncaught_exceptions()) {
  call([] { SPI_connect(); });
}

SpiSession::~SpiSession() {
  if (std::uncaught_exceptions() == exceptions_) SPI_finish();
}

Arg text_arg(std::string_view s) {
  return {call([&] {
    return PointerGetDatum(cstring_to_text_with_len(s.data(), static_cast<int>(s.size())));
  })};
}

Arg jsonb_arg(std::string_view json) {
  std::string copy(json);
  return {call([&] { return DirectFunctionCall1(jsonb_in, CStringGetDatum(copy.c_str())); })};
}

Arg Column::array(std::size_t from, std::size_t to) const {
  int16 length;
  bool by_value;
  char align;
  get_typlenbyvalalign(type_, &length, &by_value, &align);
  int dims[1] = {static_cast<int>(to - from)};
  int lower[1] = {1};
  auto* values = const_cast<Datum*>(values_.data() + from);
  auto* nulls = reinterpret_cast<bool*>(const_cast<char*>(nulls_.data() + from));
  if (from == to) {
    return {call([&] { return PointerGetDatum(construct_empty_array(type_)); })};
  }
  return {call([&] {
    return PointerGetDatum(
        construct_md_array(values, nulls, 1, dims, lower, type_, length, by_value, align));
  })};
}

std::optional<Datum> Rows::datum(uint64 row, int column) const {
  bool null = false;
  Datum value = SPI_getbinval(table_->vals[row], table_->tupdesc, column, &null);
  if (null) return std::nullopt;
  return value;
}

std::optional<std::string> Rows::string(uint64 row, int column) const {
  auto value = datum(row, column);
  if (!value) return std::nullopt;
  Datum d = *value;
  ::text* t = call([&] { return DatumGetTextPP(d); });
  return to_string(t);
}

Rows Statement::run(std::initializer_list<Arg> args, long limit) {
  return execute(args.begin(), args.size(), limit);
}

Rows Statement::run(const std::vector<Arg>& args, long limit) {
  return execute(args.data(), args.size(), limit);
}

Rows Statement::execute(const Arg* args, std::size_t count, long limit) {
  if (plan_ == nullptr) {
    plan_ = call([&] {
      SPIPlanPtr plan = SPI_prepare(sql_, static_cast<int>(types_.size()), types_.data());
      if (plan == nullptr) {
        ereport(ERROR, (errmsg_internal("SPI_prepare: %s", SPI_result_code_string(SPI_result))));
      }
      SPI_keepplan(plan);
      return plan;
    });
  }
  std::vector<Datum> values(count);
  std::vector<char> nulls(count);
  for (std::size_t i = 0; i < count; ++i) {
    values[i] = args[i].value;
    nulls[i] = args[i].null ? 'n' : ' ';
  }
  Datum* value_data = values.data();
  const char* null_data = nulls.data();
  call([&] {
    int code = SPI_execute_plan(plan_, value_data, null_data, false, limit);
    if (code < 0) {
      ereport(ERROR, (errmsg_internal("SPI_execute_plan: %s", SPI_result_code_string(code))));
    }
  });
  if (SPI_tuptable == nullptr) return {};
  return {SPI_tuptable, SPI_processed};
}

std::string to_string(const ::text* t) { return {VARDATA_ANY(t), VARSIZE_ANY_EXHDR(t)}; }

std::string_view to_view(Datum text_datum) {
  const auto* t = reinterpret_cast<const ::text*>(DatumGetPointer(text_datum));
  return {VARDATA_ANY(t), VARSIZE_ANY_EXHDR(t)};
}

std::vector<std::string> to_strings(Datum text_array) {
  Datum* items = nullptr;
  bool* nulls = nullptr;
  int count = 0;
  call([&] {
    deconstruct_array(DatumGetArrayTypeP(text_array), TEXTOID, -1, false, TYPALIGN_INT, &items,
                      &nulls, &count);
  });
  std::vector<std::string> result;
  result.reserve(count);
  for (int i = 0; i < count; ++i) {
    if (!nulls[i]) result.emplace_back(to_view(items[i]));
  }
  return result;
}

Datum to_text_array(const std::vector<std::string>& items) {
  Column column(TEXTOID);
  for (const auto& item : items) column.add(text_arg(item));
  return column.array().value;
}

std::string bytes(Datum value) {
  const auto* b = call([=] { return reinterpret_cast<varlena*>(PG_DETOAST_DATUM_PACKED(value)); });
  return {VARDATA_ANY(b), VARSIZE_ANY_EXHDR(b)};
}

Arg bytes_arg(std::string_view b) { return text_arg(b); }  // the same layout

std::string jsonb_text(Datum jsonb) {
  Jsonb* value = call([&] { return DatumGetJsonbP(jsonb); });
  char* out = call([&] { return JsonbToCString(nullptr, &value->root, VARSIZE(value)); });
  std::string result(out);
  pfree(out);
  return result;
}

}  // namespace tqc::pg
