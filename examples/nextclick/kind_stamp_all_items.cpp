// SPDX-License-Identifier: Apache-2.0
#include "family_stamp.hpp"

KIND_IS_LOADED_HERE(stamp_all_items)
const kind stamp_all_items_kind =
    family::stamp<types::stamp_all_items>("stamp_all_items", "stamp", "STAMP as in its paper: softmax over all items");
