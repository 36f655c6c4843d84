// SPDX-License-Identifier: Apache-2.0
#include "family_stamp.hpp"

KIND_IS_LOADED_HERE(stmp_all_items)
const kind stmp_all_items_kind =
    family::stamp<types::stmp_all_items>("stmp_all_items", "stmp", "STMP as in its paper: softmax over all items");
