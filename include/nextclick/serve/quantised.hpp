// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <type_traits>

#include "nextclick/serve/session.hpp"
#include "nextclick/simd/int8_table.hpp"

namespace nextclick::inline NEXTCLICK_ABI::serve {

/// The item table of a model in bytes, to search in a quarter of the memory: the same answers as `session::top`, to the
/// last bit. Items that their bytes cannot rule out are scored again in float.
/// requires  the model outlives it, and its weights do not change. Any number of threads may share it.
/// memory    about width + 4.5 bytes an item
template <class Model>
class quantised {
    using scalar = typename Model::scalar;
    static_assert(std::is_same_v<scalar, float>, "serve::quantised: only float models are quantised");

public:
    explicit quantised(const Model& net) : net_(&net), table_(net.table()) {}

    std::size_t memory_bytes() const { return table_.memory_bytes(); }

    /// The k best next items of a session of this model; see session::top.
    template <class Filter = simd::accept_all>
    std::span<const recommendation<scalar>> top(const session<Model>& visitor, std::size_t k, const Filter& allow = {}) const {
        return detail::with_ids(*net_, top_indices(visitor, k, allow));
    }

    /// The same by dense number. `rescored`, if given, becomes the number of items that were scored in float.
    template <class Filter = simd::accept_all>
    std::span<const simd::scored<scalar>> top_indices(const session<Model>& visitor, std::size_t k, const Filter& allow = {},
                                                      std::size_t* rescored = nullptr) const {
        assert(&visitor.net() == net_);
        std::size_t looked_at = 0;
        k = visitor.clicks() == 0 ? 0 : std::min(k, table_.rows());
        if (k == 0) return {};
        auto& memory = detail::search_memory<scalar>::of_thread(k);
        thread_local simd::int8_query query;
        query.quantise(visitor.query());
        constexpr std::size_t strip = 256;
        alignas(cache_line) scalar highest[strip], scores[strip];
        item_index survivors[strip];
        // A few rows at first: a threshold spares the others.
        for (std::size_t first = 0, n = 0; first < table_.rows(); first += n) {
            n = std::min(memory.heap.size() < k ? simd::int8_table::group : strip, table_.rows() - first);
            table_.score(query, first, {highest, n}, net_->biases());
            const std::size_t found = simd::not_below(std::span<const scalar>(highest, n), memory.heap.threshold(),
                                                      static_cast<item_index>(first), survivors);
            if (found == 0) continue;
            for (std::size_t i = 0; i < found; ++i) simd::prefetch(net_->table().row(survivors[i]));
            simd::matvec_rows(net_->table(), {survivors, found}, visitor.query(), std::span(scores, found), net_->biases());
            for (std::size_t i = 0; i < found; ++i)
                if (scores[i] >= memory.heap.threshold() && allow(survivors[i])) memory.heap.offer(scores[i], survivors[i]);
            looked_at += found;
        }
        if (rescored != nullptr) *rescored = looked_at;
        return memory.sorted();
    }

private:
    const Model* net_;
    simd::int8_table table_;
};

}  // namespace nextclick::inline NEXTCLICK_ABI::serve
