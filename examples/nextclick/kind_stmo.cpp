// SPDX-License-Identifier: Apache-2.0
#include "family_stamp.hpp"

KIND_IS_LOADED_HERE(stmo)
const kind stmo_kind = family::stamp<types::stmo>("stmo", "stmo_sampled", "the half of STAMP that reads the last click alone");
