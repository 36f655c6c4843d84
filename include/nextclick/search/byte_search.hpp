// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <type_traits>

#include "nextclick/serve/session.hpp"
#include "nextclick/table/byte_copy.hpp"

NEXTCLICK_BEGIN_NAMESPACE
namespace search {

/// Exact search over an int8 copy of the item table: it reads a quarter of the memory and returns the results of `session::top` bit for
/// bit. Items that the bound from their bytes does not exclude are scored again in float.
/// requires  the model outlives it, and its weights do not change. Any number of threads may share it.
/// memory    about width + 4.5 bytes an item, besides the model
template <class Model>
class byte_search {
    using scalar = typename Model::scalar;
    static_assert(std::is_same_v<scalar, float>, "search::byte_search: only float models can be searched by bytes");
    static_assert(!output::scores_by_net<typename Model::output_type> && !ranks_by_copy<Model>,
                  "search::byte_search: scores must be products of a query and a row of a table; give for_ranking(net), or serve "
                  "the model as it is");

public:
    explicit byte_search(const Model& net) : net_(&net), bytes_(net.table()) {}

    std::size_t memory_bytes() const { return bytes_.memory_bytes(); }

    const Model& net() const { return *net_; }

    /// The k best next items of a session; see session::top. Throws `argument_error` if the session belongs to another model.
    template <class Filter = simd::accept_all>
    std::span<const serve::recommendation<scalar>> top(const serve::session<Model>& session, std::size_t k,
                                                       const Filter& allow = {}) const {
        return serve::detail::with_ids(net_->items(), top_indices(session, k, allow));
    }

    /// The same by dense number. `rescored`, if given, receives the number of items scored in float.
    template <class Filter = simd::accept_all>
    std::span<const simd::scored<scalar>> top_indices(const serve::session<Model>& session, std::size_t k, const Filter& allow = {},
                                                      std::size_t* rescored = nullptr) const {
        serve::detail::check_model(session, *net_, "byte_search");
        std::size_t scored_again = 0;
        k = session.clicks() == 0 ? 0 : std::min(k, bytes_.size());
        if (k == 0) return {};
        auto& memory = serve::detail::search_memory<scalar>::of_thread(k);
        thread_local simd::int8_query query;
        query.quantise(session.query());
        scan(query, session.query(), 0, bytes_.size(), memory.heap, allow, &scored_again);
        if (rescored != nullptr) *rescored = scored_again;
        return memory.sorted();
    }

    /// Offers the items of [begin, end) that the bound does not exclude to the heap.   requires  begin is a multiple of 16; a heap of k > 0
    template <class Filter>
    void scan(const simd::int8_query& query, std::span<const scalar> exact, std::size_t begin, std::size_t end,
              simd::top_k_heap<scalar>& heap, const Filter& allow, std::size_t* rescored = nullptr) const {
        constexpr std::size_t strip = 256, enough = 16;
        alignas(cache_line) scalar highest[strip], scores[strip + enough];
        item_index survivors[strip + enough];  // scored when there are enough, so that the prefetched rows have arrived
        std::size_t found = 0;
        const table::item_table<scalar> table = net_->table();
        const auto rescore_survivors = [&] {
            table.score(exact, std::span<const item_index>(survivors, found), std::span(scores, found));
            for (std::size_t i = 0; i < found; ++i) {
                const scalar s = filter::detail::adjusted(allow, scores[i], survivors[i]);
                if (s >= heap.threshold() && allow(survivors[i])) heap.offer(s, survivors[i]);
            }
            if (rescored != nullptr) *rescored += found;
            found = 0;
        };
        for (std::size_t first = begin, n = 0; first < end; first += n) {
            const bool full = heap.size() == heap.capacity();
            n = std::min(full ? strip : simd::int8_table::group, end - first);  // few rows until a full heap gives a threshold
            bytes_.bound(table, query, first, {highest, n});
            filter::detail::adjust(allow, first, std::span(highest, n));
            const std::size_t before = found;
            found += simd::not_below(std::span<const scalar>(highest, n), heap.threshold(), static_cast<item_index>(first),
                                     std::span(survivors).subspan(found));
            for (std::size_t i = before; i < found; ++i) table.prefetch(survivors[i]);
            if (found >= enough || !full) rescore_survivors();
        }
        rescore_survivors();
    }

private:
    const Model* net_;
    table::byte_copy bytes_;
};

}  // namespace search
NEXTCLICK_END_NAMESPACE
