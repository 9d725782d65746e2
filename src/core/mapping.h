// Mappings: how a document of another system becomes an event. Data, not code.
//
// One structure serves all formats; only the paths differ:
//
//   xml   XPath 1.0                 /adm:Admission/adm:visit/@id
//   json  SQL/JSON path             $.visit.id
//   hl7   segment-field.component   PV1-19, PID-3.1 (core/hl7.h)
//
//   {"xml": {"namespaces": {"adm": "urn:…"},                  // xml alone
//            "subject": PLACE, "time": PLACE,                 // required
//            "id": PLACE, "source": PLACE, "site": PLACE, "sequence": PLACE,
//            "data": {"doctor": PLACE, …}},
//    "hl7": {"on": ["ADT^A01"], "when": {"PV1-2": ["I"]}, "unless": {…}, …}}   // hl7 alone
//
//   PLACE: "path", or ["path", …] of which the first that yields something counts, or
//          {"path": …, "as": "time", "map": {"1": "male"}, "many": true}
//          {"join": ["path", …], "with": "/"}
//          {"value": a constant}
//
// A type read from one format alone may leave out the level of formats: the subject's path tells
// which it is. docs/messages.md describes it for those who write one.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "core/json.h"

namespace tqc::mapping {

enum class Format : unsigned char { json, xml, hl7 };
const char* format_name(Format format);  // "xml"

/// as: what a field of data is made of what was found.
enum class As : unsigned char { found, string, number, boolean, time, date };

struct Place {
  std::vector<std::string> paths;
  bool joined = false;  // all paths' values in one text, else the first path that yields one
  std::string with;     // between joined values
  As as = As::found;
  bool many = false;                                // all the path finds, as an array
  std::vector<std::pair<std::string, Json>> codes;  // what reads otherwise with us ("map")
  std::optional<Json> constant;
};

/// One of the values (or: none of them) stands at the path.
struct Condition {
  std::string path;
  std::vector<std::string> values;
};

using Namespaces = std::vector<std::pair<std::string, std::string>>;  // prefix, URI

struct Mapping {
  Format format = Format::json;
  Namespaces namespaces;
  std::vector<std::string> on;  // HL7: the messages it reads, "ADT^A01"
  std::vector<Condition> when, unless;
  Place subject, time;
  std::optional<Place> id, source, site, sequence;
  std::optional<Place> whole_data;  // json: one path to all of it
  std::vector<std::pair<std::string, Place>> data;
};

/// Knows the paths of one format.
class Paths {
 public:
  Paths() = default;
  Paths(const Paths&) = delete;
  Paths& operator=(const Paths&) = delete;
  virtual ~Paths() = default;

  /// What is wrong with a path of xml or json; nothing if it is one. HL7's are checked here.
  virtual std::optional<std::string> fault(Format format, const std::string& path,
                                           const Namespaces& namespaces) = 0;
};

/// All mappings of an event type. Throws tqc::Error TQ003 with JSON pointer and what was expected.
std::vector<Mapping> parse(const Json& root, Paths& paths);

/// A document that can be looked into.
class Document {
 public:
  Document() = default;
  Document(const Document&) = delete;
  Document& operator=(const Document&) = delete;
  virtual ~Document() = default;

  /// What stands at a path, in the document's order. Formats that know but texts yield strings
  /// without space round them; what is empty is not there. null says that there is no value.
  virtual std::vector<Json> find(const std::string& path) = 0;
};

/// An event's parts as the document has them; what is absent was not found or not mapped.
struct Found {
  std::optional<std::string> subject, id, source, site;
  std::string time;  // RFC 3339, perhaps without offset
  std::optional<std::int64_t> sequence;
  std::string data;  // JSON
};

/// Throws tqc::Error TQ002 or TQ005 naming the part; `found` is filled as far as it came, so that a
/// failure knows its site and subject.
void apply(const Mapping& mapping, Document& document, Found& found);

/// Do `when` and `unless` take it?
bool takes(const Mapping& mapping, Document& document);

}  // namespace tqc::mapping
