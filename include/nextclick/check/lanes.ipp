// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "nextclick/check/lanes.hpp"

NEXTCLICK_BEGIN_NAMESPACE
namespace check {

NEXTCLICK_INLINE lanes::lanes(std::vector<std::uint32_t> lengths, query_choice which, bool users) {
    std::erase(lengths, 0u);
    if (lengths.empty()) throw argument_error("check_policy: options.lengths has no lane; give at least one length above 0");
    std::ranges::sort(lengths, [](auto a, auto b) { return a > b; });
    for (std::uint32_t t = 0; t < lengths[0]; ++t) {
        const std::uint32_t first = begin.back();
        for (std::uint32_t lane = 0; lane < lengths.size() && lengths[lane] > t; ++lane) {
            const std::uint32_t row = first + lane;
            const bool ends = lengths[lane] == t + 1, chosen = row % 3 != 1 && lane != 2;
            if (which == query_choice::ends ? ends : which == query_choice::some && chosen) query_rows.push_back(row);
        }
        begin.push_back(first + static_cast<std::uint32_t>(std::ranges::count_if(lengths, [t](auto l) { return l > t; })));
    }
    for (std::uint32_t row = 0; row < begin.back(); ++row) item.push_back(random_stream{7, 1}.below(row, 6));
    for (std::size_t lane = 0; users && lane < lengths.size(); ++lane) returning.push_back(lane % 2 == 1 ? 1 : 0);
}

}  // namespace check

NEXTCLICK_END_NAMESPACE
