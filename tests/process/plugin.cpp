// SPDX-License-Identifier: Apache-2.0
// A shared object that hides its symbols has its own team.
#include "sum.hpp"

extern "C" __attribute__((visibility("default"))) bool plugin_all_run(int threads) { return all_run(threads); }
extern "C" __attribute__((visibility("default"))) int plugin_threads() {
    return static_cast<int>(nextclick::detail::the_team.value.size());
}
