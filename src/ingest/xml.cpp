#include "ingest/xml.h"

#include <libxml/parser.h>
#include <libxml/xmlschemas.h>
#include <libxml/xpath.h>
#include <libxml/xpathInternals.h>

#include <memory>

#include "ingest/xml_scope.h"

namespace tqc::ingest {

namespace {

template <auto Free>
struct With {
  template <class T>
  void operator()(T* object) const {
    Free(object);
  }
};
using ParserContext = std::unique_ptr<xmlParserCtxt, With<xmlFreeParserCtxt>>;
using SchemaParser = std::unique_ptr<xmlSchemaParserCtxt, With<xmlSchemaFreeParserCtxt>>;
using Validator = std::unique_ptr<xmlSchemaValidCtxt, With<xmlSchemaFreeValidCtxt>>;
using XpathContext = std::unique_ptr<xmlXPathContext, With<xmlXPathFreeContext>>;
using XpathResult = std::unique_ptr<xmlXPathObject, With<xmlXPathFreeObject>>;

template <class T>
T* made(T* object) {
  if (object == nullptr) throw std::bad_alloc();
  return object;
}

const xmlChar* xml(const std::string& text) {
  return reinterpret_cast<const xmlChar*>(text.c_str());
}

/// " at line 3: …" or ": …"
std::string because(const std::string& fault) {
  return (fault.starts_with("line ") ? " at " : ": ") + fault;
}

void refuse_declaration(void* context, const xmlChar*, const xmlChar*, const xmlChar*) {
  auto* parser = static_cast<xmlParserCtxtPtr>(context);
  XmlScope::current()->keep("document type declarations are not taken",
                            parser->input != nullptr ? parser->input->line : 0);
  xmlStopParser(parser);
}

/// Null if it is refused; the scope knows why.
XmlTree parse(std::string_view text, XmlScope& scope) {
  if (text.size() > kMaxXmlBytes) {
    scope.fault = "longer than " + std::to_string(kMaxXmlBytes) + " bytes";
    return nullptr;
  }
  ParserContext context(made(xmlNewParserCtxt()));
  context->sax->internalSubset = refuse_declaration;
  // Not HUGE: libxml2's own bounds hold, depth 256 among them. The encoding is the database's,
  // UTF-8; a declaration that names another speaks of the file the document once was.
  XmlTree tree(xmlCtxtReadMemory(context.get(), text.data(), static_cast<int>(text.size()), nullptr,
                                 "UTF-8",
                                 XML_PARSE_NONET | XML_PARSE_IGNORE_ENC | XML_PARSE_BIG_LINES));
  if (!scope.fault.empty()) return nullptr;
  if (tree == nullptr) scope.fault = "not well-formed";
  return tree;
}

XpathResult evaluate(xmlDocPtr tree, const std::string& path, const mapping::Namespaces& namespaces,
                     std::string* fault) {
  constexpr unsigned long kSteps = 20'000'000;  // against runaway paths; some seconds at most
  XmlScope scope;
  XpathContext context(made(xmlXPathNewContext(tree)));
  context->node = reinterpret_cast<xmlNodePtr>(tree);
  context->opLimit = kSteps;
  for (const auto& [prefix, uri] : namespaces) {
    xmlXPathRegisterNs(context.get(), xml(prefix), xml(uri));
  }
  XpathResult result(xmlXPathEvalExpression(xml(path), context.get()));
  if (result == nullptr && fault != nullptr) {
    *fault = scope.fault.empty() ? "it yields nothing" : scope.fault;
  }
  return result;
}

// libxml2 lays sets of nodes together by comparing each with each, without counting it as steps and
// without an end that anybody could hasten: paths that do so are not asked of large documents.
constexpr std::size_t kMostElements = 20'000;

bool merges_sets(const std::string& path) {
  for (const char* sign : {"|", "..", "parent", "ancestor", "preceding", "following"}) {
    if (path.find(sign) != path.npos) return true;
  }
  return false;
}

/// How many elements there are, but no more than one beyond the bound is counted.
std::size_t count_elements(const xmlDoc* tree) {
  const xmlNode* root = xmlDocGetRootElement(tree);
  std::size_t count = 0;
  for (const xmlNode* node = root; node != nullptr && count <= kMostElements;) {
    if (node->type == XML_ELEMENT_NODE) ++count;
    if (node->children != nullptr && node->type == XML_ELEMENT_NODE) {
      node = node->children;
      continue;
    }
    while (node != root && node->next == nullptr) node = node->parent;
    node = node == root ? nullptr : node->next;
  }
  return count;
}

std::string string_of(xmlChar* text) {
  std::unique_ptr<xmlChar, decltype(xmlFree)> owner(text, xmlFree);
  return text == nullptr ? std::string() : std::string(reinterpret_cast<const char*>(text));
}

void add(std::vector<Json>& found, const std::string& text) {
  constexpr const char* kSpace = " \t\r\n";
  std::size_t first = text.find_first_not_of(kSpace);
  if (first == text.npos) return;
  Json& json = found.emplace_back();
  json.kind = JsonKind::string;
  json.text = text.substr(first, text.find_last_not_of(kSpace) - first + 1);
}

}  // namespace

void XmlFree::operator()(_xmlDoc* document) const { xmlFreeDoc(document); }
void XmlFree::operator()(_xmlSchema* schema) const { xmlSchemaFree(schema); }

XmlSchema compile_xml_schema(std::string_view text) {
  auto refuse = [](const std::string& why) {
    throw Error(sqlstate::kDefinitionRefused, "xml_schema refused" + because(why));
  };
  XmlScope scope;
  XmlSchema made_of;
  made_of.tree = parse(text, scope);
  if (made_of.tree == nullptr) refuse(scope.fault);
  SchemaParser parser(made(xmlSchemaNewDocParserCtxt(made_of.tree.get())));
  made_of.schema.reset(xmlSchemaParse(parser.get()));
  if (!scope.wanted.empty()) {
    throw Error(
        sqlstate::kDefinitionRefused,
        "xml_schema refused: it refers to \"" + scope.wanted + "\", and nothing is ever loaded", {},
        "Write all of it into one schema.");
  }
  if (made_of.schema == nullptr || !scope.fault.empty()) {
    refuse(scope.fault.empty() ? "line 1: no schema" : scope.fault);
  }
  return made_of;
}

XmlDocument::XmlDocument(std::string_view type, std::string_view text) : type_(type) {
  XmlScope scope;
  tree_ = parse(text, scope);
  if (tree_ != nullptr) return;
  throw Error(sqlstate::kDataRefused,
              "document of \"" + type_ + "\" refused" + because(scope.fault));
}

void XmlDocument::check(const XmlSchema& schema) const {
  if (schema.schema == nullptr) return;
  XmlScope scope;
  Validator validator(made(xmlSchemaNewValidCtxt(schema.schema.get())));
  if (xmlSchemaValidateDoc(validator.get(), tree_.get()) == 0) return;
  throw Error(sqlstate::kDataRefused,
              "document of \"" + type_ + "\" refused" + because(scope.fault));
}

std::vector<Json> XmlDocument::find(const std::string& path) {
  if (merges_sets(path) && count_elements(tree_.get()) > kMostElements) {
    throw Error(sqlstate::kDataRefused, "document of \"" + type_ + "\" refused: " + path +
                                            ": more than " + std::to_string(kMostElements) +
                                            " elements");
  }
  std::string fault;
  XpathResult result = evaluate(tree_.get(), path, *namespaces_, &fault);
  if (result == nullptr) {
    throw Error(sqlstate::kDataRefused,
                "document of \"" + type_ + "\" refused: " + path + ": " + fault);
  }
  std::vector<Json> found;
  if (result->type != XPATH_NODESET) {
    add(found, string_of(xmlXPathCastToString(result.get())));
    return found;
  }
  int count = result->nodesetval == nullptr ? 0 : result->nodesetval->nodeNr;
  found.reserve(static_cast<std::size_t>(count));
  for (int i = 0; i < count; ++i) {
    add(found, string_of(xmlXPathCastNodeToString(result->nodesetval->nodeTab[i])));
  }
  return found;
}

std::optional<std::string> xpath_fault(const std::string& path,
                                       const mapping::Namespaces& namespaces) {
  XmlScope scope;
  XmlTree tree = parse("<x/>", scope);
  std::string fault;
  if (evaluate(tree.get(), path, namespaces, &fault) != nullptr) return std::nullopt;
  return fault;
}

}  // namespace tqc::ingest
