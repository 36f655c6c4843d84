// SPDX-License-Identifier: Apache-2.0
#include "family_stamp.hpp"

KIND_IS_LOADED_HERE(stamp_code)
const kind stamp_code_kind = family::stamp<types::stamp_code>(
    "stamp_code", {}, "STAMP as in its published code: no biases, and rows of clicks clipped to the norm --longest-row");
