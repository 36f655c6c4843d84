// SPDX-License-Identifier: Apache-2.0
#include "family_stamp.hpp"

KIND_IS_LOADED_HERE(stmo_all_items)
const kind stmo_all_items_kind =
    family::stamp<types::stmo_all_items>("stmo_all_items", "stmo", "STMO as in its paper: softmax over all items");
