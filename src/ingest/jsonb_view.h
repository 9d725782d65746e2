// The server's jsonb as the schema checker sees it (core/schema_check.h): no copy is made, names
// and strings are views into the value itself.
#pragma once

#include <optional>
#include <string_view>

#include "core/decimal.h"
#include "core/json.h"
#include "pg/guard.h"

namespace tqc::ingest {

class JsonbView {
 public:
  /// `jsonb` is detoasted and outlives the view.
  explicit JsonbView(const Jsonb* jsonb) {
    auto* root = const_cast<JsonbContainer*>(&jsonb->root);
    if (JsonContainerIsScalar(root)) {
      value_ = *pg::call([&] { return getIthJsonbValueFromContainer(root, 0); });
    } else {
      value_.type = jbvBinary;
      value_.val.binary.data = root;
      value_.val.binary.len = static_cast<int>(VARSIZE(jsonb) - VARHDRSZ);
    }
  }
  explicit JsonbView(const JsonbValue& value) : value_(value) {}

  const JsonbValue& value() const { return value_; }

  JsonKind kind() const {
    switch (value_.type) {
      case jbvNull:
        return JsonKind::null;
      case jbvBool:
        return JsonKind::boolean;
      case jbvNumeric:
        return JsonKind::number;
      case jbvString:
        return JsonKind::string;
      default:
        return JsonContainerIsArray(container()) ? JsonKind::array : JsonKind::object;
    }
  }
  bool boolean() const { return value_.val.boolean; }
  std::string_view text() const {
    return {value_.val.string.val, static_cast<std::size_t>(value_.val.string.len)};
  }
  Decimal number() const {
    Numeric numeric = value_.val.numeric;
    const char* text = pg::call([&] {
      return DatumGetCString(DirectFunctionCall1(numeric_out, NumericGetDatum(numeric)));
    });
    return *Decimal::parse(text);  // jsonb has neither NaN nor infinity
  }
  std::uint64_t size() const { return JsonContainerSize(container()); }

  std::optional<JsonbView> find(std::string_view name) const {
    JsonbValue found;
    bool there = pg::call([&] {
      return getKeyJsonValueFromContainer(container(), name.data(), static_cast<int>(name.size()),
                                          &found) != nullptr;
    });
    return there ? std::optional(JsonbView(found)) : std::nullopt;
  }

  /// f(JsonbView) until it returns false.
  template <class F>
  bool each_item(F&& f) const {
    return each([&](JsonbIteratorToken token, const JsonbValue& value) {
      return token != WJB_ELEM || f(JsonbView(value));
    });
  }

  /// f(name, JsonbView) until it returns false.
  template <class F>
  bool each_member(F&& f) const {
    std::string_view name;
    return each([&](JsonbIteratorToken token, const JsonbValue& value) {
      if (token == WJB_KEY) name = JsonbView(value).text();
      return token != WJB_VALUE || f(name, JsonbView(value));
    });
  }

 private:
  JsonbContainer* container() const { return value_.val.binary.data; }

  template <class F>
  bool each(F&& f) const {
    JsonbValue value;
    JsonbIterator* it = pg::call([&] { return JsonbIteratorInit(container()); });
    for (;;) {
      JsonbIteratorToken token = pg::call([&] { return JsonbIteratorNext(&it, &value, true); });
      if (token == WJB_DONE) return true;
      if (!f(token, value)) return false;
    }
  }

  JsonbValue value_;
};

}  // namespace tqc::ingest
