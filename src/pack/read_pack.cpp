// tqc.read_pack(name): a document of the packs that were installed beside the extension,
// $(sharedir)/extension/tqc/packs/NAME.json. A name cannot lead out of that folder.
#include <algorithm>
#include <cerrno>
#include <string>

#include "core/error.h"
#include "pg/spi.h"

extern "C" {
#include "mb/pg_wchar.h"
#include "storage/fd.h"
}

namespace tqc::pack {

namespace {

constexpr long kMostBytes = 16L * 1024 * 1024;

/// Lower-case words with dashes and digits, in one folder at most: "cn-2010", "calendars/cn-work".
bool is_name(const std::string& name) {
  bool plain = std::all_of(name.begin(), name.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '/';
  });
  return plain && !name.empty() && name.front() != '/' && name.back() != '/' &&
         std::count(name.begin(), name.end(), '/') <= 1 && name.size() < 100;
}

/// The file's bytes in memory of the server, ended by zero; null if there is no such file.
char* read_file(const char* path) {
  FILE* file = AllocateFile(path, "rb");
  if (file == nullptr) {
    if (errno == ENOENT) return nullptr;
    ereport(ERROR, (errcode_for_file_access(), errmsg("could not open file \"%s\": %m", path)));
  }
  StringInfoData bytes;
  initStringInfo(&bytes);
  char chunk[8192];
  std::size_t got = 0;
  while ((got = fread(chunk, 1, sizeof chunk, file)) > 0 && bytes.len < kMostBytes) {
    appendBinaryStringInfo(&bytes, chunk, static_cast<int>(got));
  }
  if (ferror(file) != 0) {
    ereport(ERROR, (errcode_for_file_access(), errmsg("could not read file \"%s\": %m", path)));
  }
  FreeFile(file);
  return pg_any_to_server(bytes.data, bytes.len, PG_UTF8);
}

Datum read(const std::string& name) {
  char share[MAXPGPATH];
  char* folder = share;
  pg::call([=] { get_share_path(my_exec_path, folder); });
  std::string path = std::string(share) + "/extension/tqc/packs/" + name + ".json";
  const char* p = path.c_str();
  char* text = is_name(name) ? pg::call([=] { return read_file(p); }) : nullptr;
  if (text == nullptr) {
    throw Error("42704", "pack \"" + name + "\" is not installed", {},
                "Packs are the files " + std::string(share) + "/extension/tqc/packs/*.json.");
  }
  return pg::call([=] { return DirectFunctionCall1(jsonb_in, CStringGetDatum(text)); });
}

}  // namespace
}  // namespace tqc::pack

TQC_FUNCTION(tqc_read_pack) {
  text* name = tqc::pg::call([&] { return PG_GETARG_TEXT_PP(0); });
  return tqc::pack::read(tqc::pg::to_string(name));
}
