// SPDX-License-Identifier: Apache-2.0
#include "family_narm.hpp"

KIND_IS_LOADED_HERE(narm_global)
const kind narm_global_kind = family::narm<types::narm_global>("narm_global", {}, "NARM that reads the last state alone");
