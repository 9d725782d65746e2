#include "core/mapping.h"

#include <gmock/gmock.h>

#include <map>

#include "core/error.h"

namespace tqc::mapping {
namespace {

using testing::HasSubstr;

class AnyPath : public Paths {
 public:
  std::optional<std::string> fault(Format, const std::string& path, const Namespaces&) override {
    if (path == "bad") return "it is bad";
    return std::nullopt;
  }
};

/// What stands at each path, as JSON arrays.
class Paper : public Document {
 public:
  explicit Paper(std::map<std::string, std::string> found) : found_(std::move(found)) {}
  std::vector<Json> find(const std::string& path) override {
    auto at = found_.find(path);
    return at == found_.end() ? std::vector<Json>() : parse_json(at->second).items;
  }

 private:
  std::map<std::string, std::string> found_;
};

Mapping one(const std::string& json) {
  AnyPath paths;
  return parse(parse_json(json), paths).at(0);
}

std::string fault(const std::string& json) {
  try {
    one(json);
  } catch (const Error& e) {
    EXPECT_EQ(e.sqlstate, sqlstate::kDefinitionRefused);
    return e.what();
  }
  return "";
}

Found read(const std::string& json, std::map<std::string, std::string> found) {
  found.emplace("$.s", R"(["V1"])");
  found.emplace("$.t", R"(["2026-01-05T08:00:00+08:00"])");
  Paper paper(std::move(found));
  Found result;
  apply(one(json), paper, result);
  return result;
}

std::string data(const std::string& place, const std::string& found) {
  return read(R"({"subject": "$.s", "time": "$.t", "data": {"f": )" + place + "}}",
              {{"$.f", found}})
      .data;
}

Error refused(const std::string& json, std::map<std::string, std::string> found) {
  try {
    read(json, std::move(found));
  } catch (const Error& e) {
    return e;
  }
  return {"none", "taken"};
}

TEST(Mapping, TellsTheFormatByTheSubjectsPath) {
  EXPECT_EQ(one(R"({"subject": "$.s", "time": "$.t"})").format, Format::json);
  EXPECT_EQ(one(R"({"subject": "/a/b", "time": "/a/c"})").format, Format::xml);
  EXPECT_EQ(one(R"({"subject": {"join": ["PV1-19"]}, "time": "EVN-6", "on": ["ADT^A01"]})").format,
            Format::hl7);
  EXPECT_EQ(one(R"({"xml": {"subject": "a", "time": "b"}})").format, Format::xml);
}

TEST(Mapping, HoldsOneOfEachFormat) {
  AnyPath paths;
  auto all = parse(
      parse_json(
          R"({"xml": {"subject": "a", "time": "b"}, "json": {"subject": "$.a", "time": "$.b"}})"),
      paths);
  EXPECT_EQ(all.size(), 2U);
}

TEST(Mapping, NamesThePlaceOfAFault) {
  EXPECT_THAT(fault("[]"), HasSubstr("at \"\": expected an object, found an array"));
  EXPECT_THAT(fault(R"({"csv": {}})"), HasSubstr("at \"/csv\": expected a format"));
  EXPECT_THAT(fault(R"({"xml": {}})"), HasSubstr("at \"/xml\": expected where the subject"));
  EXPECT_THAT(fault(R"({"xml": {"subject": "a"}})"),
              HasSubstr("at \"/xml\": expected where the time"));
  EXPECT_THAT(fault(R"({"xml": {"subject": "bad", "time": "b"}})"),
              HasSubstr("at \"/xml/subject\": expected an XPath, found \"bad\" (it is bad)"));
  EXPECT_THAT(fault(R"({"subject": "$.a", "time": ["$.b", "bad"]})"),
              HasSubstr("at \"/time/1\": expected an SQL/JSON path"));
  EXPECT_THAT(fault(R"({"subject": "$.a", "time": "$.b", "dat": {}})"),
              HasSubstr("at \"/dat\": expected one of"));
  EXPECT_THAT(fault(R"({"subject": "$.a", "time": "$.b", "on": ["ADT^A01"]})"),
              HasSubstr("at \"/on\""));
  EXPECT_THAT(fault(R"({"subject": "$.a", "time": "$.b", "data": {"a/b": {}}})"),
              HasSubstr("at \"/data/a~1b\": expected one of \"path\""));
  EXPECT_THAT(
      fault(R"({"subject": "$.a", "time": "$.b", "data": {"a": {"path": "$.a", "as": "day"}}})"),
      HasSubstr("at \"/data/a/as\": expected string"));
  EXPECT_THAT(
      fault(R"({"subject": "$.a", "time": "$.b", "data": {"a": {"path": "$.a", "value": 1}}})"),
      HasSubstr("found two"));
  EXPECT_THAT(fault(R"({"subject": "$.a", "time": {"value": "2026-01-01T00:00:00Z"}})"),
              HasSubstr("where the time"));
  EXPECT_THAT(fault(R"({"hl7": {"subject": "PV1-19", "time": "EVN-6"}})"),
              HasSubstr("the messages it reads"));
  EXPECT_THAT(fault(R"({"hl7": {"subject": "PV1.19", "time": "EVN-6", "on": ["ADT^A01"]}})"),
              HasSubstr("at \"/hl7/subject\": expected a place such as PV1-19"));
  EXPECT_THAT(fault(R"({"hl7": {"subject": "PV1-19", "time": "EVN-6", "on": ["A01"]}})"),
              HasSubstr("at \"/hl7/on/0\""));
  EXPECT_THAT(
      fault(
          R"({"hl7": {"subject": "PV1-19", "time": "EVN-6", "on": ["ADT^A01"], "when": {"x": ["y"]}}})"),
      HasSubstr("at \"/hl7/when/x\""));
}

TEST(Mapping, ReadsTheEventsParts) {
  Found found = read(
      R"({"subject": "$.s", "time": "$.t", "id": "$.n", "source": {"join": ["$.a", "$.none", "$.b"], "with": "/"},
                         "site": {"value": "east"}, "sequence": "$.q"})",
      {{"$.n", "[12]"}, {"$.a", R"(["HIS"])"}, {"$.b", R"(["H1", "H2"])"}, {"$.q", R"(["7"])"}});
  EXPECT_EQ(found.subject, "V1");
  EXPECT_EQ(found.time, "2026-01-05T08:00:00+08:00");
  EXPECT_EQ(found.id, "12");
  EXPECT_EQ(found.source, "HIS/H1");
  EXPECT_EQ(found.site, "east");
  EXPECT_EQ(found.sequence, 7);
  EXPECT_EQ(found.data, "{}");
}

TEST(Mapping, TakesTheFirstPathThatYields) {
  EXPECT_EQ(data(R"(["$.none", "$.f"])", R"(["a", "b"])"), R"({"f":"a"})");
  EXPECT_EQ(data(R"("$.none")", "[]"), "{}") << "what is not there is left out";
}

TEST(Mapping, MakesOfAFieldWhatIsAsked) {
  EXPECT_EQ(data(R"("$.f")", R"([{"a": [1.50, null, true]}])"), R"({"f":{"a":[1.50,null,true]}})");
  EXPECT_EQ(data(R"({"path": "$.f", "as": "string"})", "[7]"), R"({"f":"7"})");
  EXPECT_EQ(data(R"({"path": "$.f", "as": "number"})", R"(["1.50"])"), R"({"f":1.50})");
  EXPECT_EQ(data(R"({"path": "$.f", "as": "boolean"})", R"(["1"])"), R"({"f":true})");
  EXPECT_EQ(data(R"({"path": "$.f", "as": "date"})", R"(["20260105"])"), R"({"f":"2026-01-05"})");
  EXPECT_EQ(data(R"({"path": "$.f", "as": "number", "many": true})", R"(["1", "2"])"),
            R"({"f":[1,2]})");
  EXPECT_EQ(data(R"({"path": "$.f", "map": {"1": "male", "2": true}})", R"(["1"])"),
            R"({"f":"male"})");
  EXPECT_EQ(data(R"({"path": "$.f", "map": {"1": "male", "2": true}})", R"([2])"), R"({"f":true})");
  EXPECT_EQ(data(R"({"path": "$.f", "map": {"1": "male"}})", R"(["9"])"), R"({"f":"9"})");
  EXPECT_EQ(data(R"({"value": {"a": 1}})", "[]"), R"({"f":{"a":1}})");
  EXPECT_EQ(data(R"({"path": "$.f", "as": "time"})", "[null]"), R"({"f":null})")
      << "there is said to be no value";
}

TEST(Mapping, ReadsTimesOfBothKinds) {
  auto time = [](const char* text) {
    return data(R"({"path": "$.f", "as": "time"})", std::string("[\"") + text + "\"]");
  };
  EXPECT_EQ(time("20260105080000+0800"), R"({"f":"2026-01-05T08:00:00+08:00"})");
  EXPECT_EQ(time("202601050800"), R"({"f":"2026-01-05T08:00:00"})");
  EXPECT_EQ(time("20260105080000.25-0330"), R"({"f":"2026-01-05T08:00:00.250000-03:30"})");
  EXPECT_EQ(time("2026-01-05 08:00Z"), R"({"f":"2026-01-05T08:00:00Z"})");
}

TEST(Mapping, GuessesNoTime) {
  const char* json =
      R"({"subject": "$.s", "time": "$.x", "data": {"f": {"path": "$.f", "as": "time"}}})";
  for (const char* day : {"20260105", "2026-01-05", "2026010508"}) {
    EXPECT_EQ(refused(json, {{"$.x", std::string("[\"") + day + "\"]"}}).sqlstate,
              sqlstate::kNoTimeOfDay)
        << day;
    Error field =
        refused(json, {{"$.x", R"(["202601050800"])"}, {"$.f", std::string("[\"") + day + "\"]"}});
    EXPECT_EQ(field.sqlstate, sqlstate::kNoTimeOfDay) << day;
    EXPECT_THAT(field.what(), HasSubstr("data \"f\" refused at $.f"));
  }
  EXPECT_EQ(refused(json, {{"$.x", R"(["20260230080000"])"}}).sqlstate, sqlstate::kDataRefused);
  EXPECT_THAT(refused(json, {}).what(), HasSubstr("time refused at $.x: nothing was found"));
  EXPECT_THAT(refused(json, {{"$.x", "[null]"}}).what(), HasSubstr("nothing was found"));
}

TEST(Mapping, RefusesWhatDoesNotFit) {
  auto with = [](const char* as) {
    return std::string(
               R"({"subject": "$.s", "time": "$.t", "data": {"f": {"path": "$.f", "as": ")") +
           as + R"("}}})";
  };
  EXPECT_THAT(refused(with("number"), {{"$.f", R"(["7,5"])"}}).what(),
              HasSubstr("\"7,5\" is not a number"));
  EXPECT_THAT(refused(with("boolean"), {{"$.f", R"(["yes"])"}}).what(),
              HasSubstr("is not true, false, 1 or 0"));
  EXPECT_THAT(refused(with("string"), {{"$.f", "[[1]]"}}).what(),
              HasSubstr("expected a text, found an array"));
  EXPECT_THAT(
      refused(R"({"subject": "$.s", "time": "$.t", "sequence": "$.q"})", {{"$.q", "[1.5]"}}).what(),
      HasSubstr("sequence refused"));
}

TEST(Mapping, TakesMessagesByCondition) {
  Mapping mapping = one(
      R"({"subject": "PV1-19", "time": "EVN-6", "on": ["MDM^T02"], "when": {"TXA-17": ["AU", "LA"]}, "unless": {"TXA-2": ["X"]}})");
  using Answers = std::map<std::string, std::string>;
  Paper signed_one(Answers{{"TXA-17", R"(["LA"])"}});
  Paper draft(Answers{{"TXA-17", R"(["DI"])"}});
  Paper other(Answers{{"TXA-17", R"(["AU"])"}, {"TXA-2", R"(["X"])"}});
  EXPECT_TRUE(takes(mapping, signed_one));
  EXPECT_FALSE(takes(mapping, draft));
  EXPECT_FALSE(takes(mapping, other));
}

}  // namespace
}  // namespace tqc::mapping
