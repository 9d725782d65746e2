// RapidCheck with a seed that is always said, and fixed unless RC_PARAMS says otherwise.
#pragma once

#include <cstdlib>
#include <iostream>

#include <gtest/gtest.h>
#include <rapidcheck.h>

namespace tqc::test {

/// Before the first property of a process: its defaults.
inline void fix_seed() {
  ::setenv("RC_PARAMS", "seed=20260105 max_success=250", /*overwrite=*/0);
  std::cout << "RC_PARAMS=" << std::getenv("RC_PARAMS") << '\n';
}

}  // namespace tqc::test
