#include "engine/merge_patch.h"

// Server errors pass through here by longjmp, so nothing has a destructor.

namespace tqc::engine {

namespace {

/// Null if it is no object, or nothing at all.
JsonbContainer* object_of(const JsonbValue* value) {
  if (value == nullptr || value->type != jbvBinary) return nullptr;
  JsonbContainer* container = value->val.binary.data;
  return container != nullptr && JsonContainerIsObject(container) ? container : nullptr;
}

JsonbValue whole(Jsonb* jsonb) {
  JsonbValue value;
  value.type = jbvBinary;
  value.val.binary.data = &jsonb->root;
  value.val.binary.len = static_cast<int>(VARSIZE(jsonb) - VARHDRSZ);
  return value;
}

JsonbValue* member(JsonbContainer* object, JsonbValue* name) {
  return object == nullptr ? nullptr : findJsonbValueFromContainer(object, JB_FOBJECT, name);
}

/// Pushes what the patch makes of the target, as an element of the kind `as`. Without a target, or
/// over one that is no object, an object loses its nulls.
JsonbValue* push_merged(JsonbParseState** state, JsonbIteratorToken as, const JsonbValue* target,
                        JsonbValue* patch) {
  check_stack_depth();
  JsonbContainer* above = object_of(patch);
  if (above == nullptr) return pushJsonbValue(state, as, patch);
  JsonbContainer* below = object_of(target);

  JsonbValue name;
  JsonbValue value;
  JsonbIteratorToken token;
  pushJsonbValue(state, WJB_BEGIN_OBJECT, nullptr);
  if (below != nullptr) {
    JsonbIterator* it = JsonbIteratorInit(below);
    while ((token = JsonbIteratorNext(&it, &value, true)) != WJB_DONE) {
      if (token == WJB_KEY) name = value;
      if (token != WJB_VALUE) continue;
      JsonbValue* over = member(above, &name);
      if (over != nullptr && over->type == jbvNull) continue;
      pushJsonbValue(state, WJB_KEY, &name);
      if (over == nullptr) {
        pushJsonbValue(state, WJB_VALUE, &value);
      } else {
        push_merged(state, WJB_VALUE, &value, over);
      }
    }
  }
  JsonbIterator* it = JsonbIteratorInit(above);
  while ((token = JsonbIteratorNext(&it, &value, true)) != WJB_DONE) {
    if (token == WJB_KEY) name = value;
    if (token != WJB_VALUE || value.type == jbvNull) continue;
    if (member(below, &name) != nullptr) continue;
    pushJsonbValue(state, WJB_KEY, &name);
    push_merged(state, WJB_VALUE, nullptr, &value);
  }
  return pushJsonbValue(state, WJB_END_OBJECT, nullptr);
}

}  // namespace

Jsonb* merge_patch(Jsonb* target, Jsonb* patch) {
  if (!JB_ROOT_IS_OBJECT(patch)) {
    return static_cast<Jsonb*>(memcpy(palloc(VARSIZE(patch)), patch, VARSIZE(patch)));
  }
  JsonbValue below = whole(target);
  JsonbValue above = whole(patch);
  JsonbParseState* state = nullptr;
  return JsonbValueToJsonb(push_merged(&state, WJB_VALUE, &below, &above));
}

}  // namespace tqc::engine
