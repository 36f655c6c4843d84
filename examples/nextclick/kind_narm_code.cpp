// SPDX-License-Identifier: Apache-2.0
#include "family_narm.hpp"

KIND_IS_LOADED_HERE(narm_code)
const kind narm_code_kind = family::narm<types::narm_code>("narm_code", {}, "NARM as in its published code: hard sigmoids");
