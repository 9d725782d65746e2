// libxml2's globals, ours for a while (see xml.h).
#pragma once

#include <libxml/parser.h>
#include <libxml/xmlerror.h>

#include <string>

namespace tqc::ingest {

class XmlScope {
 public:
  XmlScope();
  ~XmlScope();
  XmlScope(const XmlScope&) = delete;
  XmlScope& operator=(const XmlScope&) = delete;

  /// The first error, with its line: "line 3: …"; empty if there was none.
  std::string fault;
  /// The first thing that was to be loaded from elsewhere, and was not.
  std::string wanted;

  void keep(const char* message, int line);

  /// The innermost scope.
  static XmlScope* current();

 private:
  xmlStructuredErrorFunc handler_;
  void* handler_context_;
  xmlGenericErrorFunc printer_;
  void* printer_context_;
  xmlExternalEntityLoader loader_;
  XmlScope* outer_;
};

}  // namespace tqc::ingest
