// Which installation of the extension this is. A session or a worker may outlive DROP EXTENSION,
// and with the next CREATE EXTENSION ids begin anew: what is kept by id holds for one installation.
#pragma once

#include <utility>

#include "pg/guard.h"

namespace tqc::pg {

inline Oid installation() {
  return call([] { return get_namespace_oid("tqc", true); });
}

/// True once after each change; `kept` is what the caller remembers of it.
inline bool installed_anew(Oid& kept) {
  Oid now = installation();
  return std::exchange(kept, now) != now;
}

}  // namespace tqc::pg
