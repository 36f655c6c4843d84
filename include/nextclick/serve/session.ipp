// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "nextclick/serve/session.hpp"

NEXTCLICK_BEGIN_NAMESPACE
namespace serve::detail {

NEXTCLICK_INLINE session_options with_clicks_of(const data::provenance& about, session_options options) {
    const unknown_item unknown = options.unknown;
    if (options.max_length == batch::as_trained) {
        if (options.kept == batch::keep::first && !about.first_kept)
            throw argument_error(
                "serve::session: kept is first, but max_length is that of the training, which kept the last clicks; give "
                "max_length too");
        options = as_trained(about);
    }
    options.unknown = unknown;
    return options;
}

NEXTCLICK_INLINE item_index find_item(const data::vocabulary& items, const data::item_id& item, unknown_item policy) {
    const item_index i = items.find(item);
    if (i == no_item && policy == unknown_item::refuse)
        throw argument_error("serve::session: the model's vocabulary lacks item " + item.to_string() +
                             "; retrain with it, or use unknown_item::ignore");
    return i;
}

}  // namespace serve::detail

NEXTCLICK_END_NAMESPACE
