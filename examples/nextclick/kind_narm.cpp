// SPDX-License-Identifier: Apache-2.0
#include "family_narm.hpp"

KIND_IS_LOADED_HERE(narm)
const kind narm_kind = family::narm<types::narm>("narm", "narm_sampled", "NARM (2017): a GRU and attention over its states");
