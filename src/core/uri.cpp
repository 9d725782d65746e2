#include "core/uri.h"

#include <optional>

#include "core/pure.h"

namespace tqc {

namespace {

struct Parts {
  std::optional<std::string_view> scheme, authority, query, fragment;
  std::string_view path;
};

bool is_scheme(std::string_view s) {
  auto letter = [](char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); };
  if (s.empty() || !letter(s[0])) return false;
  for (char c : s) {
    if (!letter(c) && !(c >= '0' && c <= '9') && c != '+' && c != '-' && c != '.') return false;
  }
  return true;
}

Parts parse(std::string_view uri) {
  Parts parts;
  if (auto hash = uri.find('#'); hash != uri.npos) {
    parts.fragment = uri.substr(hash + 1);
    uri = uri.substr(0, hash);
  }
  if (auto mark = uri.find('?'); mark != uri.npos) {
    parts.query = uri.substr(mark + 1);
    uri = uri.substr(0, mark);
  }
  if (auto colon = uri.find(':'); colon != uri.npos && is_scheme(uri.substr(0, colon))) {
    parts.scheme = uri.substr(0, colon);
    uri = uri.substr(colon + 1);
  }
  if (uri.substr(0, 2) == "//") {
    auto end = uri.find('/', 2);
    parts.authority = uri.substr(2, end == uri.npos ? uri.npos : end - 2);
    uri = end == uri.npos ? std::string_view() : uri.substr(end);
  }
  parts.path = uri;
  return parts;
}

/// RFC 3986, 5.2.4.
std::string remove_dots(std::string_view path) {
  std::string out;
  while (!path.empty()) {
    if (path.substr(0, 3) == "../") {
      path.remove_prefix(3);
    } else if (path.substr(0, 2) == "./" || path.substr(0, 3) == "/./") {
      path.remove_prefix(2);
    } else if (path == "/.") {
      path = "/";
    } else if (path.substr(0, 4) == "/../" || path == "/..") {
      path = path == "/.." ? std::string_view("/") : path.substr(3);
      auto slash = out.rfind('/');
      out.resize(slash == out.npos ? 0 : slash);
    } else if (path == "." || path == "..") {
      path = {};
    } else {
      auto end = path.find('/', 1);
      out += path.substr(0, end);
      path = end == path.npos ? std::string_view() : path.substr(end);
    }
  }
  return out;
}

std::string merge(const Parts& base, std::string_view path) {
  if (base.authority && base.path.empty()) return "/" + std::string(path);
  auto slash = base.path.rfind('/');
  return std::string(base.path.substr(0, slash == base.path.npos ? 0 : slash + 1)) +
         std::string(path);
}

int hex(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

}  // namespace

/// RFC 3986, 5.2.2.
std::string resolve_uri(std::string_view base_text, std::string_view reference) {
  Parts base = parse(base_text), ref = parse(reference), out;
  std::string path;
  if (ref.scheme || ref.authority) {
    out.scheme = ref.scheme ? ref.scheme : base.scheme;
    out.authority = ref.authority;
    out.query = ref.query;
    path = remove_dots(ref.path);
  } else {
    out.scheme = base.scheme;
    out.authority = base.authority;
    out.query = ref.query;
    if (ref.path.empty()) {
      path = base.path;
      if (!ref.query) out.query = base.query;
    } else {
      path = remove_dots(ref.path[0] == '/' ? std::string(ref.path) : merge(base, ref.path));
    }
  }
  std::string uri;
  if (out.scheme) uri += std::string(*out.scheme) + ":";
  if (out.authority) uri += "//" + std::string(*out.authority);
  uri += path;
  if (out.query) uri += "?" + std::string(*out.query);
  if (ref.fragment) uri += "#" + std::string(*ref.fragment);
  return uri;
}

SplitUri split_fragment(std::string_view uri) {
  auto hash = uri.find('#');
  SplitUri split{std::string(uri.substr(0, hash)), {}};
  if (hash == uri.npos) return split;
  std::string_view raw = uri.substr(hash + 1);
  for (std::size_t i = 0; i < raw.size(); ++i) {
    if (raw[i] == '%' && i + 2 < raw.size() && hex(raw[i + 1]) >= 0 && hex(raw[i + 2]) >= 0) {
      split.fragment += static_cast<char>(hex(raw[i + 1]) * 16 + hex(raw[i + 2]));
      i += 2;
    } else {
      split.fragment += raw[i];
    }
  }
  return split;
}

}  // namespace tqc
