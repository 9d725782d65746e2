// XML by libxml2, in such a way that a document can harm nobody: no document type declarations and
// so no entities of its own, nothing is ever loaded from elsewhere, size and depth are bounded.
//
// libxml2 keeps its error handler and its loader in globals which the server sets for its own type
// xml. XmlScope puts ours there for as long as it lives and theirs back afterwards, whichever way
// the scope is left. What libxml2 allocates is owned by C++ objects; a server error comes as an
// exception (pg/guard.h) and frees it too.
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "core/mapping.h"
#include "pg/guard.h"

struct _xmlDoc;
struct _xmlSchema;

namespace tqc::ingest {

inline constexpr std::size_t kMaxXmlBytes = 16 * 1024 * 1024;

struct XmlFree {
  void operator()(_xmlDoc* document) const;
  void operator()(_xmlSchema* schema) const;
};
using XmlTree = std::unique_ptr<_xmlDoc, XmlFree>;

/// A compiled schema, and the tree it was compiled from, into which it points.
struct XmlSchema {
  XmlTree tree;
  std::unique_ptr<_xmlSchema, XmlFree> schema;  // null: any document
};

/// An XSD 1.0. Throws tqc::Error TQ003 naming the line.
XmlSchema compile_xml_schema(std::string_view text);

/// A document, and the paths of one mapping over it.
class XmlDocument : public mapping::Document {
 public:
  /// Throws tqc::Error TQ002 naming the line.
  XmlDocument(std::string_view type, std::string_view text);

  /// Throws tqc::Error TQ002 naming the line and what was expected there.
  void check(const XmlSchema& schema) const;

  void use(const mapping::Namespaces& namespaces) { namespaces_ = &namespaces; }
  std::vector<Json> find(const std::string& path) override;

 private:
  std::string type_;
  XmlTree tree_;
  const mapping::Namespaces* namespaces_ = nullptr;
};

/// What is wrong with an XPath; nothing if it is one.
std::optional<std::string> xpath_fault(const std::string& path,
                                       const mapping::Namespaces& namespaces);

}  // namespace tqc::ingest
