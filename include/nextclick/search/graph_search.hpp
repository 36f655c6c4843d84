// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <hnswlib/hnswlib.h>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <vector>

#include "nextclick/filter/business_rules.hpp"
#include "nextclick/serve/session.hpp"

/// Needs hnswlib (Debian: libhnswlib-dev), whose header may be included in only one translation unit of a program; no other header of
/// the library includes this file. The address sanitizer reports hnswlib 0.6.2: it prefetches one element beyond the end of a list.
NEXTCLICK_BEGIN_NAMESPACE
namespace search {

/// Options of hnswlib's graph (Malkov and Yashunin, IEEE TPAMI 42, 2018).
struct graph_options {
    std::size_t m = 16;                 ///< links of a node
    std::size_t ef_construction = 200;  ///< candidates while a node is inserted
    std::size_t ef = 200;               ///< candidates of a search; more increase recall and time
};

/// Approximate search by a graph of neighbours (HNSW) instead of a scan of the table, for catalogues of millions of items. `recall`
/// measures the accuracy. Unlike the exact searches it allocates and takes short locks. One thread builds the graph, so that it is
/// reproducible: hnswlib's internal numbering is not deterministic when several threads insert.
/// requires  the model outlives it, and its weights do not change. Any number of threads may share it.
/// memory    about item_count x (4 (width + 1) + 8 m + 110) bytes, and 2 an item for every thread that searches
template <class Model>
class graph_search {
    using scalar = typename Model::scalar;
    static_assert(std::is_same_v<scalar, float>, "search::graph_search: only float models are indexed");
    static_assert(!output::scores_by_net<typename Model::output_type> && !ranks_by_copy<Model>,
                  "search::graph_search: scores must be products of a query and a row of a table; give for_ranking(net), or serve "
                  "the model as it is");

public:
    explicit graph_search(const Model& net, const graph_options& options = {})
        : net_(&net),
          space_(net.query_width() + 1),
          graph_(std::make_unique<graph>(&space_, net.item_count(), options.m, options.ef_construction)) {
        graph_->setEf(options.ef);
        for (item_index i = 0; i < net.item_count(); ++i) insert(i);
    }

    const Model& net() const { return *net_; }

    /// Approximately the k best next items of a session that `allow` accepts, with exact scores: min(k, accepted) of them. Boosts reorder
    /// the items found. If a filter leaves fewer than k, the search widens, and finally scans the table.
    template <class Filter = simd::accept_all>
    std::span<const serve::recommendation<scalar>> top(const serve::session<Model>& session, std::size_t k,
                                                       const Filter& allow = {}) const {
        return serve::detail::with_ids(net_->items(), top_indices(session, k, allow));
    }
    /// The same by dense number.
    template <class Filter = simd::accept_all>
    std::span<const simd::scored<scalar>> top_indices(const serve::session<Model>& session, std::size_t k, const Filter& allow = {}) const {
        serve::detail::check_model(session, *net_, "graph_search");
        k = session.clicks() == 0 ? 0 : std::min(k, net_->item_count());
        if (k == 0) return {};
        std::vector<scalar> query(session.query().begin(), session.query().end());
        query.push_back(scalar(1));
        for (std::size_t wanted = k; wanted * 8 <= net_->item_count(); wanted *= 4) {
            std::vector<item_index> found;
            for (auto near = graph_->searchKnn(query.data(), wanted); !near.empty(); near.pop())
                if (const auto item = static_cast<item_index>(near.top().second); allow(item)) found.push_back(item);
            std::vector<scalar> scores(found.size());
            net_->table().score(session.query(), std::span<const item_index>(found), std::span(scores));
            auto& memory = serve::detail::search_memory<scalar>::of_thread(k);
            for (std::size_t i = 0; i < found.size(); ++i)
                memory.heap.offer(filter::detail::adjusted(allow, scores[i], found[i]), found[i]);
            if (memory.heap.size() == k) return memory.sorted();
        }
        return session.top_indices(k, allow);
    }

    /// The fraction of the exact k best items of these sessions that the graph search finds.
    double recall(std::span<const serve::session<Model>* const> sessions, std::size_t k) const {
        std::size_t all = 0, hit = 0;
        for (const serve::session<Model>* session : sessions) {
            const auto exact = session->top_indices(k);
            std::vector<item_index> wanted;
            for (const auto& s : exact) wanted.push_back(s.item);
            for (const auto& s : top_indices(*session, k))
                hit += static_cast<std::size_t>(std::count(wanted.begin(), wanted.end(), s.item));
            all += wanted.size();
        }
        return all == 0 ? 1.0 : static_cast<double>(hit) / static_cast<double>(all);
    }

private:
    using graph = hnswlib::HierarchicalNSW<float>;

    /// Inserts the row with its bias appended; queries have a 1 in that position.
    void insert(item_index i) {
        std::vector<float> point(net_->query_width());
        net_->table().look_up(i, point);
        point.push_back(net_->biases().of(i));
        graph_->addPoint(point.data(), i);
    }

    const Model* net_;
    hnswlib::InnerProductSpace space_;
    std::unique_ptr<graph> graph_;
};

}  // namespace search
NEXTCLICK_END_NAMESPACE
