// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <algorithm>
#include <cassert>
#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "nextclick/batch/concept.hpp"
#include "nextclick/core/error.hpp"
#include "nextclick/filter/business_rules.hpp"
#include "nextclick/model/for_ranking.hpp"
#include "nextclick/model/model.hpp"
#include "nextclick/model/score_items.hpp"
#include "nextclick/serve/event.hpp"
#include "nextclick/serve/memory.hpp"
#include "nextclick/serve/stored.hpp"
#include "nextclick/simd/top_k.hpp"

NEXTCLICK_BEGIN_NAMESPACE
namespace serve {

/// A recommended item, by its id in the log. The id of a string vocabulary points into the model.
template <class T>
struct recommendation {
    data::item_id item;
    T score;
};

/// What to do with a click on an item outside the model's vocabulary.
enum class unknown_item {
    ignore,  ///< push() returns false, the session is unchanged
    refuse   ///< push() throws argument_error
};

struct session_options {
    /// Number of clicks that a session keeps, for models that read earlier clicks (history_need) and for rankers of lists; other models
    /// carry a state that has read all clicks. 0: all, up to a million, or up to `max_length_of_pairs` if the model works on pairs of
    /// clicks.
    /// `as_trained`: as many as the training batches kept, from the same end (`kept`). With keep::first, later clicks change nothing.
    std::size_t max_length = batch::as_trained;
    batch::keep kept = batch::keep::last;  ///< with a `max_length`; `as_trained` sets both
    unknown_item unknown = unknown_item::ignore;
};

/// Options that keep the clicks that training kept; all clicks if training cut none or the model has no record.
inline session_options as_trained(const data::provenance& about) {
    return {.max_length = about.max_length, .kept = about.first_kept ? batch::keep::first : batch::keep::last};
}
namespace detail {
/// The options, with `as_trained` replaced by the values of training.
session_options with_clicks_of(const data::provenance& about, session_options options);
}  // namespace detail

namespace detail {
/// Search memory of the thread; results are valid until the next search on it.
template <class T>
struct search_memory {
    simd::top_k_heap<T> heap{0};
    std::vector<simd::scored<T>> found;

    static search_memory& of_thread(std::size_t k) {
        thread_local search_memory memory;
        memory.heap.reset(k);
        memory.found.resize(k);
        return memory;
    }
    std::span<const simd::scored<T>> sorted() { return std::span(found).first(heap.sorted_into(found)); }
};

/// The dense number of an item, or `no_item`. Throws `argument_error` for an unknown item under unknown_item::refuse.
item_index find_item(const data::vocabulary& items, const data::item_id& item, unknown_item policy);

/// Throws `argument_error` if the session belongs to another model.
template <class Session, class Model>
void check_model(const Session& session, const Model& net, const char* caller) {
    if (&session.net() != &net)
        throw argument_error(std::string("serve::") + caller + ": the session is of another model; make it from this one");
}

/// Throws `argument_error` for columns that the model does not read, and for values of the wrong kind.
template <class Model>
void check_columns(const Model& net, std::span<const column_value> columns) {
    workspace& memory = scratch();
    memory.reset();
    event_columns<typename Model::input_type>(net.policy.input, columns, memory);
}

/// Search results with the ids of the log.
template <class T>
std::span<const recommendation<T>> with_ids(const data::vocabulary& items, std::span<const simd::scored<T>> found) {
    thread_local std::vector<recommendation<T>> answers;
    answers.clear();
    for (const auto& s : found) answers.push_back({items[s.item], s.score});
    return answers;
}
}  // namespace detail

/// Sessions exist for models (this header), rankers of lists (serve/list_session.hpp) and hybrids (serve/hybrid_session.hpp); each of
/// these headers specialises this template. The primary template reports any other type, or a missing header:
template <class By>
class session {
    static_assert(
        sizeof(By) == 0,
        "serve::session: this is not a model. Sessions of neighbours, rules and popularity need \"nextclick/serve/list_session.hpp\", "
        "those of hybrids \"nextclick/serve/hybrid_session.hpp\"; \"nextclick/serve.hpp\" has both");
};
template <class By>
session(const By&) -> session<By>;
template <class By>
session(const By&, const session_options&) -> session<By>;
template <class By>
session(const By&, unknown_item) -> session<By>;

namespace detail {
template <class M>
concept QueryModel = requires(const M& net) {
    typename M::scalar;
    typename M::weight_pack;
    net.query_width();
};
}  // namespace detail

/// For policies that do not form a model: `basic_model` has reported why, and no other error follows.
template <WrongModel Model>
class session<Model> {
public:
    template <class... A>
    explicit session(const A&...) {}
    template <class... A>
    bool push(const A&...) {
        return false;
    }
    template <class... A>
    std::span<const recommendation<float>> top(const A&...) const {
        return {};
    }
};

/// A session of a model: `push` adds a click, `top` returns the best next items. Copyable and small: one query, and the state of the
/// encoder or the kept clicks, as the model needs. `push` never scores the catalogue. The model must outlive the session. A session
/// is used by one thread at a time; sessions on different threads may share a model.
template <detail::QueryModel Model>
class session<Model> {
    static_assert(!ranks_by_copy<Model>,
                  "serve::session: this model ranks by the cosine, or computes the rows of items; serve for_ranking(net)");

public:
    using scalar = typename Model::scalar;

    /// Options as in training (`as_trained`).
    explicit session(const Model& net) : session(net, as_trained(net.about)) {}
    session(const Model& net, const session_options& options) : session(net, detail::with_clicks_of(net.about, options), resolved{}) {}
    session(const Model& net, unknown_item policy) : session(net, session_options{.unknown = policy}) {}

    /// Adds a click. Returns whether the item is in the vocabulary of the model.
    /// cost  one step of the encoder, or the encoding of the kept clicks; allocates nothing once warm
    bool push(const data::item_id& item) { return push(item, std::span<const column_value>()); }
    /// Adds a click with columns, for models whose input reads them:
    ///     session.push("item-17", {{"Action", "Cart"}, {"Dwell", 41.0}});
    /// Columns not given are missing. Throws `argument_error` for a column that the model does not read, and for a value of the wrong
    /// kind; the session is then unchanged.
    bool push(const data::item_id& item, std::initializer_list<column_value> columns) {
        return push(item, std::span(columns.begin(), columns.size()));
    }
    bool push(const data::item_id& item, std::span<const column_value> columns) {
        const item_index i = detail::find_item(net_->items(), item, policy_);
        if (i != no_item) push_index(i, columns);
        return i != no_item;
    }

    /// The same by dense number (`net.items().find(...)`).
    void push_index(item_index item, std::span<const column_value> columns = {}) {
        assert(item < net_->item_count());
        workspace& memory = detail::scratch();
        memory.reset();
        memory_.push(*net_, item, event_columns<typename Model::input_type>(net_->policy.input, columns, memory), memory, query_);
        ++clicks_;
    }

    /// Ends the session; the next click starts a new one, and `top` is empty until then. Models with user states
    /// (encoder::hierarchical) keep the user's state; for other models the next session is of an unknown user.
    void new_session() {
        if (clicks_ == 0) return;
        memory_.new_session();
        clicks_ = 0;
    }

    std::size_t clicks() const { return clicks_; }  ///< of the current session
    const Model& net() const { return *net_; }
    /// The query that items are scored against, (query_width()). Unspecified before the first click.
    std::span<const scalar> query() const { return query_; }

    /// The k best next items, best first, of those that `allow(item_index)` accepts: min(k, accepted) of them. `allow` may be an
    /// item_set or `business_rules`; the latter also apply boosts. Empty before the first click. The span is valid until the next call on
    /// this thread.
    template <class Filter = simd::accept_all>
    std::span<const recommendation<scalar>> top(std::size_t k, const Filter& allow = {}) const {
        return detail::with_ids(net_->items(), top_indices(k, allow));
    }

    /// The same by dense number.
    template <class Filter = simd::accept_all>
    std::span<const simd::scored<scalar>> top_indices(std::size_t k, const Filter& allow = {}) const {
        k = clicks_ == 0 ? 0 : std::min(k, net_->item_count());
        if (k == 0) return {};
        auto& memory = detail::search_memory<scalar>::of_thread(k);
        constexpr std::size_t strip = 256;  // scores stay in the L1 cache until they are ranked
        alignas(cache_line) scalar scores[strip];
        for (std::size_t first = 0; first < net_->item_count(); first += strip) {
            const std::size_t n = std::min(strip, net_->item_count() - first);
            score_block(first, std::span(scores, n));
            filter::detail::adjust(allow, first, std::span(scores, n));
            memory.heap.offer_block(std::span<const scalar>(scores, n), static_cast<item_index>(first), allow);
        }
        return memory.sorted();
    }

    /// Scores of items [first, first + scores.size()).
    void score_block(std::size_t first, std::span<scalar> scores) const { score_items(*net_, query_, first, scores); }
    /// Scores of all items; hybrids combine these.   requires  a click
    void score_all(std::span<scalar> scores) const { score_block(0, scores); }

    /// Serialises the session, to store it between clicks. Little-endian.
    std::string save() const {
        detail::stored_header h{};
        h.signature = detail::fnv(Model::signature());
        h.vocabulary = detail::vocabularies(*net_);
        h.clicks = clicks_;
        h.memory = memory_.layout();
        h.query = static_cast<std::uint32_t>(query_.size());
        std::string bytes = h.space();
        memory_.save(bytes, query_);
        h.write_header(memory_type::magic, bytes);
        return bytes;
    }
    /// Restores a session from `bytes`. Throws `file_error` if they are damaged, or stored with another model, vocabulary, `max_length` or
    /// `kept`.
    static session load(const Model& net, std::string_view bytes) { return load(net, bytes, as_trained(net.about)); }
    static session load(const Model& net, std::string_view bytes, const session_options& options) {
        const auto h = detail::stored_header::open(bytes);
        session s(net, options);
        h.check(memory_type::magic, detail::fnv(Model::signature()), detail::vocabularies(net));
        if (h.memory != s.memory_.layout() || h.query != s.query_.size())
            detail::refuse("stored by a model of other widths, or with another session_options::max_length or kept");
        s.memory_.load(net, bytes.substr(sizeof h), h.clicks, s.query_);
        s.clicks_ = h.clicks;
        return s;
    }
    static session load(const Model& net, std::string_view bytes, unknown_item policy) {
        return load(net, bytes, session_options{.unknown = policy});
    }

private:
    struct resolved {};
    session(const Model& net, const session_options& options, resolved)
        : net_(&net), policy_(options.unknown), memory_(net, options.max_length, options.kept), query_(net.query_width()) {}
    using memory_type = detail::memory_of<Model>;
    const Model* net_;
    unknown_item policy_;
    std::uint64_t clicks_ = 0;
    memory_type memory_;
    std::vector<scalar> query_;
};

}  // namespace serve
NEXTCLICK_END_NAMESPACE

#ifndef NEXTCLICK_KERNELS
#include "nextclick/serve/session.ipp"
#endif
