// SPDX-License-Identifier: Apache-2.0
#include "family_stamp.hpp"

KIND_IS_LOADED_HERE(stmp)
const kind stmp_kind = family::stamp<types::stmp>("stmp", "stmp_sampled", "STAMP with the mean of the clicks in place of attention");
