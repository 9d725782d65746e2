// The board's static files, read into memory once: a request can only name what was found then, so
// no path leads out of the directory.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>

namespace tqc::relay {

struct Asset {
  std::string content;
  std::string type;
  std::string etag;
};

class Board {
 public:
  explicit Board(const std::string& directory);

  // `path` as in the request, without the query; "/" is index.html. Null if there is no such file.
  [[nodiscard]] std::shared_ptr<const Asset> find(std::string_view path) const;
  [[nodiscard]] std::size_t size() const { return assets_.size(); }

 private:
  std::unordered_map<std::string, std::shared_ptr<const Asset>> assets_;
};

}  // namespace tqc::relay
