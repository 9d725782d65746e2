#include "core/schema.h"

#include <algorithm>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "core/error.h"
#include "core/schema_check.h"

namespace tqc::schema {
namespace {

using testing::HasSubstr;

/// In place of the server: a pattern matches where its text occurs, and "(" is none.
class PlainServices : public Services {
 public:
  void check_pattern(const Pattern& pattern) override {
    if (pattern == "(") throw Error("22023", "a parenthesis is not closed");
  }
  bool matches(const Pattern& pattern, std::string_view text) override {
    return text.find(pattern) != std::string_view::npos;
  }
  std::uint64_t characters(std::string_view text) override {
    return static_cast<std::uint64_t>(std::count_if(text.begin(), text.end(), [](char c) {
      return (static_cast<unsigned char>(c) & 0xC0) != 0x80;
    }));
  }
  void breathe() override {
    if (++breaths > 1'000'000) throw std::runtime_error("endless");
  }
  long breaths = 0;
};

std::string complaint(std::string_view schema, std::string_view data) {
  PlainServices services;
  Schema compiled = compile(schema, services);
  Json json = parse_json(data);
  auto fault = find_fault(compiled.root(), JsonView(json), services);
  return fault ? fault->pointer + ": " + fault->expected : "";
}

std::string refusal(std::string_view schema) {
  PlainServices services;
  try {
    compile(schema, services);
  } catch (const Error& e) {
    EXPECT_EQ(e.sqlstate, sqlstate::kDefinitionRefused);
    return e.what();
  }
  return "";
}

TEST(Schema, NamesThePlaceAndWhatWasExpected) {
  EXPECT_EQ(complaint(R"({"properties": {"a/b": {"items": {"type": "string"}}}})",
                      R"({"a/b": ["x", 1]})"),
            "/a~1b/1: a string");
  EXPECT_EQ(complaint(R"({"required": ["a"]})", "{}"), ": property \"a\"");
  EXPECT_EQ(complaint("false", "1"), ": nothing here");
  EXPECT_EQ(complaint("true", "1"), "");
}

TEST(Schema, OfAlternativesTheOneThatGotDeepestComplains) {
  EXPECT_EQ(
      complaint(
          R"({"anyOf": [{"type": "string"}, {"properties": {"a": {"const": 1}}, "required": ["a"]}]})",
          R"({"a": 2})"),
      "/a: 1");
  EXPECT_EQ(complaint(R"({"anyOf": [{"type": "string"}, {"type": "null"}]})", "1"),
            ": a string or null");
}

TEST(Schema, ReferencesGoByIdAndPointerAndName) {
  const char* schema = R"({"$id": "http://x/root.json", "definitions": {
      "a": {"$id": "folder/a.json", "definitions": {"b": {"$id": "#b", "type": "integer"}}},
      "c": {"type": "string"}},
    "properties": {"by_name": {"$ref": "folder/a.json#b"}, "by_pointer": {"$ref": "#/definitions/c"},
                   "through": {"$ref": "folder/a.json#/definitions/b"}}})";
  EXPECT_EQ(complaint(schema, R"({"by_name": 1, "by_pointer": "x", "through": 2})"), "");
  EXPECT_EQ(complaint(schema, R"({"by_name": "x"})"), "/by_name: an integer");
  EXPECT_EQ(complaint(schema, R"({"through": "x"})"), "/through: an integer");
}

TEST(Schema, TheSchemaOfSchemasIsThere) {
  EXPECT_EQ(
      complaint(R"({"$ref": "http://json-schema.org/draft-07/schema#"})", R"({"minLength": -1})"),
      "/minLength: a number >= 0");
}

TEST(Schema, PatternsAreCheckedWhereTheyStand) {
  EXPECT_THAT(refusal(R"({"patternProperties": {"(": {}}})"),
              HasSubstr("\"/patternProperties/(\""));
  EXPECT_EQ(
      complaint(R"({"patternProperties": {"x": {"type": "null"}}, "additionalProperties": false})",
                R"({"ax": null, "xb": 1})"),
      "/xb: null");
}

TEST(Schema, RefusesSchemasThatWouldNeverEnd) {
  EXPECT_THAT(refusal(R"({"allOf": [{"$ref": "#"}]})"),
              HasSubstr("applies itself to the same value"));
  EXPECT_THAT(refusal(R"({"if": {"not": {"$ref": "#"}}})"),
              HasSubstr("applies itself to the same value"));
  EXPECT_THAT(
      refusal(
          R"({"definitions": {"a": {"$ref": "#/definitions/b"}, "b": {"$ref": "#/definitions/a"}}, "$ref": "#/definitions/a"})"),
      HasSubstr("leads to itself"));
  EXPECT_EQ(refusal(R"({"items": {"$ref": "#"}, "additionalProperties": {"$ref": "#"}})"), "");
}

TEST(Schema, RefusesReferencesToWhatIsNoSchema) {
  EXPECT_THAT(refusal(R"({"$ref": "#/x", "x": {"type": 5}})"), HasSubstr("reference to a schema"));
  EXPECT_THAT(refusal(R"({"$ref": "#/x", "x": [1]})"), HasSubstr("reference to a schema"));
}

TEST(Schema, DistinctItemsOfALongArrayAreFoundFast) {
  std::string array = "[";
  for (int i = 0; i < 100'000; ++i) array += std::to_string(i) + ",";
  EXPECT_EQ(complaint(R"({"uniqueItems": true})", array + "\"x\"]"), "");
  EXPECT_EQ(complaint(R"({"uniqueItems": true})", array + "17.0]"), ": items that all differ");
}

TEST(Schema, ObjectsAreEqualWhateverTheirOrder) {
  EXPECT_EQ(complaint(R"({"const": {"a": [1, {"b": null}], "c": 2}})",
                      R"({"c": 2.0, "a": [1.0, {"b": null}]})"),
            "");
  EXPECT_EQ(complaint(R"({"enum": [false, "0", []]})", "0"), ": one of false, \"0\", an array");
}

}  // namespace
}  // namespace tqc::schema
