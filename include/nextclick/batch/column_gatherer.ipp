// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "nextclick/batch/column_gatherer.hpp"

NEXTCLICK_BEGIN_NAMESPACE
namespace batch {

NEXTCLICK_INLINE column_gatherer::column_gatherer(const data::click_log& log, std::span<const data::required_column> required) {
    columns_.reserve(required.size());
    for (const auto& w : required) add(log, w);
    rows_.resize(columns_.size());
}

NEXTCLICK_INLINE std::span<const column_rows> column_gatherer::gather(std::span<const std::uint32_t> events) {
    memory_.reset();
    for (std::size_t k = 0; k < columns_.size(); ++k) {
        const source& c = columns_[k];
        data::detail::visit_as(*c.column, c.required, [&](const auto& column, const auto& schema) {
            rows_[k] = {.name = c.required.name};
            column.gather(events, c.to_model, &schema, memory_, rows_[k]);
        });
    }
    return rows_;
}

NEXTCLICK_INLINE void column_gatherer::add(const data::click_log& log, const data::required_column& w) {
    source s{w, &data::detail::find_required(log.columns(), w, "the log")};
    data::detail::visit_as(*s.column, w, [&]<class R>(const auto& column, const R& schema) {
        if (!schema.fitted())
            throw argument_error(data::detail::reader_and_column(w) + " as " + schema.text() +
                                 ", and has none yet; take them from the training log, by "
                                 "input::fitted(policy, log)");
        s.to_model = column.translation(schema);
        for (const source& other : columns_) {
            if (other.required.name != w.name) continue;
            if (schema.same(std::get<R>(other.required.schema)) && other.to_model == s.to_model) return;
            throw argument_error(data::detail::reader_and_column(w) +
                                 ", as another input does with other categories or terms; give both the same");
        }
        columns_.push_back(std::move(s));
    });
}

}  // namespace batch

NEXTCLICK_END_NAMESPACE
