// SPDX-License-Identifier: Apache-2.0
#include "family_narm.hpp"

KIND_IS_LOADED_HERE(narm_all_items)
const kind narm_all_items_kind =
    family::narm<types::narm_all_items>("narm_all_items", "narm", "NARM as in its paper: softmax over all items");
