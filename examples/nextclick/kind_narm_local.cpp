// SPDX-License-Identifier: Apache-2.0
#include "family_narm.hpp"

KIND_IS_LOADED_HERE(narm_local)
const kind narm_local_kind = family::narm<types::narm_local>("narm_local", {}, "NARM that reads by attention alone");
