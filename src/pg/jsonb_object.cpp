#include "pg/jsonb_object.h"

extern "C" {
#include "utils/numeric.h"
}

namespace tqc::pg {

namespace {

JsonbValue string_value(std::string_view s) {
  JsonbValue v;
  v.type = jbvString;
  v.val.string.val = const_cast<char*>(s.data());
  v.val.string.len = static_cast<int>(s.size());
  return v;
}

}  // namespace

JsonbObject::JsonbObject() { push(WJB_BEGIN_OBJECT, nullptr); }

void JsonbObject::push(JsonbIteratorToken token, JsonbValue* value) {
  JsonbParseState** state = &state_;
  call([=] { pushJsonbValue(state, token, value); });
}

void JsonbObject::key(const char* name) {
  JsonbValue v = string_value(name);
  push(WJB_KEY, &v);
}

void JsonbObject::text(const char* name, std::string_view value) {
  key(name);
  JsonbValue v = string_value(value);
  push(WJB_VALUE, &v);
}

void JsonbObject::number(const char* name, std::int64_t value) {
  key(name);
  JsonbValue v;
  v.type = jbvNumeric;
  v.val.numeric = call([=] { return int64_to_numeric(value); });
  push(WJB_VALUE, &v);
}

void JsonbObject::null(const char* name) {
  key(name);
  JsonbValue v;
  v.type = jbvNull;
  push(WJB_VALUE, &v);
}

void JsonbObject::array(const char* name, const std::vector<std::string>& values) {
  key(name);
  push(WJB_BEGIN_ARRAY, nullptr);
  for (const std::string& value : values) {
    JsonbValue v = string_value(value);
    push(WJB_ELEM, &v);
  }
  push(WJB_END_ARRAY, nullptr);
}

void JsonbObject::jsonb(const char* name, Datum value) {
  key(name);
  Jsonb* root = DatumGetJsonbP(value);
  JsonbValue v;
  v.type = jbvBinary;
  v.val.binary.data = &root->root;
  v.val.binary.len = VARSIZE_ANY_EXHDR(root);
  push(WJB_VALUE, &v);
}

Datum JsonbObject::done() {
  JsonbParseState** state = &state_;
  return call([=] {
    return JsonbPGetDatum(JsonbValueToJsonb(pushJsonbValue(state, WJB_END_OBJECT, nullptr)));
  });
}

}  // namespace tqc::pg
