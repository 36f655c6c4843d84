// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <algorithm>
#include <cstddef>
#include <set>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

#include "nextclick/core/error.hpp"
#include "nextclick/core/options.hpp"
#include "nextclick/data/vocabulary.hpp"
#include "nextclick/io/safetensors.hpp"

/// Infers the dynamic widths of a file without options from the shapes of its tensors. Optional: needs nlohmann-json.
NEXTCLICK_BEGIN_NAMESPACE
namespace io::detail {

template <class Policies>
std::vector<extent<dynamic>*> dynamic_widths(Policies& policies) {
    std::vector<extent<dynamic>*> all;
    for_each_option(
        [&]<class V>(const std::string&, V& value) {
            if constexpr (std::is_same_v<V, extent<dynamic>>) all.push_back(&value);
        },
        policies);
    return all;
}

/// A score of how well the tensors of a model of two items match the shapes in the file; 0 if the model cannot be constructed.
template <class Model>
std::size_t matching_tensors(const tensor_file& file, const data::vocabulary& two, const typename Model::policies& policies) try {
    std::size_t bytes = std::size_t{1} << 20, n = 0;
    for (const auto& [name, tensor] : file.tensors()) bytes += 2 * tensor.bytes.size();
    const memory_limit room(bytes);
    const Model net(two, policies);
    for_each_parameter(
        [&](std::string_view path, const auto& w) {
            const auto found = file.tensors().find(path);
            if (w.data.empty() || found == file.tensors().end() || found->second.shape.size() != 2) return;
            const bool rows =
                found->second.shape[0] == w.rows || w.rows == two.size();  // tables have a row for every item of the file's model
            n += 1 + (rows ? 1 : 0) + (found->second.shape[1] == w.cols ? 2 : 0);
        },
        net.weights);
    return n;
} catch (const error&) {
    return 0;
} catch (const std::bad_alloc&) {
    return 0;
}

/// Sets widths that are 0 to values for which the shapes of the file's tensors fit: first all to one width, then one or two at a
/// time for as long as the match improves. The caller compares the shapes and reports those that do not fit.
/// cost  some hundred models of two items
template <class Model>
void infer_widths(const tensor_file& file, const data::vocabulary& items, typename Model::policies& policies) {
    auto widths = dynamic_widths(policies);
    std::erase_if(widths, [](const extent<dynamic>* w) { return *w != 0; });
    if (widths.empty() || items.size() < 2) return;
    data::vocabulary two(items.kind());
    two.insert(items[0]);
    two.insert(items[1]);
    std::set<std::size_t> candidates;
    for (const auto& [name, tensor] : file.tensors())
        if (tensor.shape.size() == 2)
            for (const std::size_t d : tensor.shape)
                if (d > 0 && d <= 4096 && candidates.size() < 24) candidates.insert(d);
    std::size_t best = 0;
    const auto better = [&] {
        const std::size_t n = matching_tensors<Model>(file, two, policies);
        if (n <= best) return false;
        best = n;
        return true;
    };
    std::size_t all = 0;
    for (const std::size_t c : candidates) {
        for (auto* w : widths) *w = c;
        if (better()) all = c;
    }
    for (auto* w : widths) *w = all;
    for (bool changed = true; changed;) {
        changed = false;
        for (std::size_t i = 0; i < widths.size(); ++i)
            for (std::size_t j = i; j < widths.size(); ++j)
                for (const std::size_t c : candidates)
                    for (const std::size_t d : candidates) {
                        if (i == j && c != d) continue;
                        const std::size_t before_i = *widths[i], before_j = *widths[j];
                        *widths[i] = c;
                        *widths[j] = d;
                        if (better()) {
                            changed = true;
                        } else {
                            *widths[i] = before_i;
                            *widths[j] = before_j;
                        }
                    }
    }
}

}  // namespace io::detail
NEXTCLICK_END_NAMESPACE
