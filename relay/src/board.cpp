#include "board.h"

#include <array>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <utility>

namespace tqc::relay {
namespace {

namespace fs = std::filesystem;

std::string type_of(const fs::path& path) {
  static constexpr std::array<std::pair<std::string_view, std::string_view>, 14> types{{
      {".html", "text/html; charset=utf-8"},
      {".js", "text/javascript; charset=utf-8"},
      {".mjs", "text/javascript; charset=utf-8"},
      {".css", "text/css; charset=utf-8"},
      {".json", "application/json"},
      {".map", "application/json"},
      {".webmanifest", "application/manifest+json"},
      {".svg", "image/svg+xml"},
      {".png", "image/png"},
      {".ico", "image/x-icon"},
      {".woff2", "font/woff2"},
      {".mp3", "audio/mpeg"},
      {".wav", "audio/wav"},
      {".txt", "text/plain; charset=utf-8"},
  }};
  auto extension = path.extension().string();
  for (const auto& [known, type] : types)
    if (extension == known) return std::string(type);
  return "application/octet-stream";
}

std::string etag_of(const std::string& content) {
  std::uint64_t hash = 14695981039346656037ULL;  // FNV-1a
  for (unsigned char c : content) hash = (hash ^ c) * 1099511628211ULL;
  return '"' + std::to_string(hash) + '-' + std::to_string(content.size()) + '"';
}

}  // namespace

Board::Board(const std::string& directory) {
  std::error_code error;
  fs::recursive_directory_iterator files(directory, error);
  if (error) return;
  for (const auto& entry : files) {
    if (!entry.is_regular_file(error)) continue;
    std::ifstream file(entry.path(), std::ios::binary);
    if (!file) continue;
    auto asset = std::make_shared<Asset>();
    asset->content.assign(std::istreambuf_iterator<char>(file), {});
    asset->type = type_of(entry.path());
    asset->etag = etag_of(asset->content);
    assets_.emplace('/' + entry.path().lexically_relative(directory).generic_string(),
                    std::move(asset));
  }
  if (auto index = assets_.find("/index.html"); index != assets_.end())
    assets_.emplace("/", index->second);
}

std::shared_ptr<const Asset> Board::find(std::string_view path) const {
  auto it = assets_.find(std::string(path));
  return it == assets_.end() ? nullptr : it->second;
}

}  // namespace tqc::relay
