// Documents of other systems: XML, HL7 version 2, plain JSON. The mapping of an event type
// (core/mapping.h) says where in the document the event's parts are found; from there on it is
// taken like any other (intake.h).
//
// A document that is refused is kept as a failure whose payload is a CloudEvents object with the
// document as its data and one attribute of ours, `mapping`, that says what it is:
//
//   {"specversion": "1.0", "type": "admission", "site": "main", "mapping": "xml",
//    "datacontenttype": "application/xml", "data": "<Admission>…"}
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "core/error.h"
#include "core/mapping.h"
#include "ingest/incoming.h"
#include "ingest/intake.h"

namespace tqc::ingest {

/// Mappings as define_event() checks them. Throws tqc::Error TQ003.
std::vector<mapping::Mapping> compile_mapping(std::string_view json);

/// A document as it comes. All it views outlives it.
struct Given {
  mapping::Format format = mapping::Format::json;
  std::optional<std::string_view> type;  // of HL7 absent: the message says which it is
  std::optional<std::string_view> site;
  bool present = true;          // false: NULL was given
  std::string_view text;        // of XML and HL7
  const Jsonb* json = nullptr;  // of JSON
};

/// An event read from a document: `event` views what the other members hold.
struct Reading {
  std::string type;
  mapping::Found found;
  Incoming event;
};

/// Reads it by the mapping of its type. Throws tqc::Error; the reading is then filled as far as it
/// came. Needs an SPI session.
void read_document(const Given& given, Reading& reading);

/// Does the version in force of this type read documents of this format? Needs an SPI session.
bool is_mapped(std::string_view type, mapping::Format format);

/// The payload of a failure.
const Jsonb* to_payload(const Given& given);

/// Takes a failure's payload again: a document, or an event as cloud_event.h reads it. Throws
/// tqc::Error.
Taken take_payload(const JsonbValue& payload);

}  // namespace tqc::ingest
