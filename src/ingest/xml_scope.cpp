#include "ingest/xml_scope.h"

#include <cstdarg>
#include <cstdio>
#include <new>

#include "core/clip.h"

namespace tqc::ingest {

namespace {

XmlScope* innermost = nullptr;

// libxml2 calls these: no exception may leave them.
#if LIBXML_VERSION >= 21200
using ErrorPointer = const xmlError*;
#else
using ErrorPointer = xmlErrorPtr;
#endif

void on_error(void*, ErrorPointer error) {
  if (innermost != nullptr && error->level >= XML_ERR_ERROR) {
    innermost->keep(error->message, error->line);
  }
}

// Some of its errors libxml2 only prints, to the server's stderr if it were let.
[[gnu::format(printf, 2, 3)]] void on_print(void*, const char* format, ...) {
  char text[1024];  // more than is kept of it
  va_list arguments;
  va_start(arguments, format);
  std::vsnprintf(text, sizeof text, format, arguments);
  va_end(arguments);
  if (innermost != nullptr) innermost->keep(text, 0);
}

xmlParserInputPtr load_nothing(const char* url, const char*, xmlParserCtxtPtr) {
  try {
    if (innermost != nullptr && innermost->wanted.empty()) {
      innermost->wanted = url != nullptr ? url : "something";
    }
  } catch (const std::bad_alloc&) {
    return nullptr;  // it is not loaded either way
  }
  return nullptr;
}

}  // namespace

XmlScope* XmlScope::current() { return innermost; }

XmlScope::XmlScope()
    : handler_(xmlStructuredError),
      handler_context_(xmlStructuredErrorContext),
      printer_(xmlGenericError),
      printer_context_(xmlGenericErrorContext),
      loader_(xmlGetExternalEntityLoader()),
      outer_(innermost) {
  xmlInitParser();
  innermost = this;
  xmlSetStructuredErrorFunc(nullptr, on_error);
  xmlSetGenericErrorFunc(nullptr, on_print);
  xmlSetExternalEntityLoader(load_nothing);
}

XmlScope::~XmlScope() {
  xmlSetExternalEntityLoader(loader_);
  xmlSetGenericErrorFunc(printer_context_, printer_);
  xmlSetStructuredErrorFunc(handler_context_, handler_);
  xmlResetLastError();
  innermost = outer_;
}

void XmlScope::keep(const char* message, int line) {
  if (!fault.empty()) return;
  try {
    std::string text = message != nullptr ? message : "unknown error";
    // An advice for programmers, not for senders.
    if (std::size_t advice = text.find(" use XML_PARSE_HUGE option"); advice != text.npos) {
      text.resize(advice);
    }
    // A message may hold a whole value, and libxml2 cuts its own wherever it likes.
    text.resize(clipped(text, 500).size());
    while (!text.empty() && (text.back() == '\n' || text.back() == '.')) text.pop_back();
    fault = line > 0 ? "line " + std::to_string(line) + ": " + text : text;
  } catch (const std::bad_alloc&) {
    fault = "error";  // fits without allocation
  }
}

}  // namespace tqc::ingest
