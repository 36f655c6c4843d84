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

/// An answer, in the shop's own id. The id of a string vocabulary points into the model.
template <class T>
struct recommendation {
    data::item_id item;
    T score;
};

/// What to do with a click on an item that the model does not know.
enum class unknown_item {
    ignore,  ///< push() says false, the session stays as it was
    refuse   ///< push() throws argument_error
};

struct session_options {
    /// The clicks that a session keeps, for models that look back at them (history_need), and for what ranks by lists. Other models
    /// carry a state, which has seen all clicks. 0: all of them, up to a million, and up to `longest_of_pairs` where the model works on
    /// pairs of clicks; `as_trained`: as many as the batches of training held, the same ones of more (`kept`). With keep::first, clicks
    /// after so many change nothing.
    std::size_t longest = batch::as_trained;
    batch::keep kept = batch::keep::last;
    unknown_item unknown = unknown_item::ignore;
};

/// A session that keeps as many clicks as training saw, the same ones; all where it saw all, or the model does not say.
inline session_options as_trained(const data::provenance& about) {
    return {.longest = about.longest, .kept = about.first_kept ? batch::keep::first : batch::keep::last};
}
namespace detail {
/// The options with the clicks that training saw, where they leave that to the model.
inline session_options with_clicks_of(const data::provenance& about, session_options options) {
    const unknown_item unknown = options.unknown;
    if (options.longest == batch::as_trained) options = as_trained(about);
    options.unknown = unknown;
    return options;
}
}  // namespace detail

namespace detail {
/// What a search of the thread needs; its answer lives until the next one.
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

/// The number of an item, or `no_item`. Throws `argument_error` for an unknown one if that is the policy.
inline item_index find_item(const data::vocabulary& items, const data::item_id& item, unknown_item policy) {
    const item_index i = items.find(item);
    if (i == no_item && policy == unknown_item::refuse)
        throw argument_error("serve::session: the model does not know item " + item.to_string() +
                             "; retrain with it, or use unknown_item::ignore");
    return i;
}

/// Throws `argument_error` if the session was made for another model.
template <class Session, class Model>
void check_model(const Session& visitor, const Model& net, const char* who) {
    if (&visitor.net() != &net)
        throw argument_error(std::string("serve::") + who + ": the session is of another model; make it from this one");
}

/// Throws `argument_error` for columns that the model does not read, and values of the wrong kind.
template <class Model>
void check_columns(const Model& net, std::span<const column_value> columns) {
    workspace& memory = scratch();
    memory.reset();
    event_columns<typename Model::input_type>(net.policy.input, columns, memory);
}

/// What was found, in the shop's ids.
template <class T>
std::span<const recommendation<T>> with_ids(const data::vocabulary& items, std::span<const simd::scored<T>> found) {
    thread_local std::vector<recommendation<T>> answers;
    answers.clear();
    for (const auto& s : found) answers.push_back({items[s.item], s.score});
    return answers;
}
}  // namespace detail

/// Sessions are of a model (this header), of a method that ranks by lists of items (serve/list_session.hpp), or of a hybrid
/// (serve/hybrid_session.hpp): the header of a kind specialises this template. What is chosen for others, or without that header:
template <class By>
class session {
    static_assert(
        sizeof(By) == 0,
        "serve::session: this is no model. Sessions of neighbours, rules and popularity need \"nextclick/serve/list_session.hpp\", "
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

/// Of policies that are no model: the compiler has said why, and says no more here.
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

/// One visitor: push a click, ask for the best next items. Copyable and small (one query, and the state of the encoder or
/// the clicks kept, whichever the model needs); pushing never scores the catalogue. The model must outlive it. One thread
/// at a time per session; sessions of different threads share the model freely.
template <detail::QueryModel Model>
class session<Model> {
    static_assert(!ranks_by_copy<Model>,
                  "serve::session: this model ranks by the cosine, or computes the rows of items; serve for_ranking(net)");

public:
    using scalar = typename Model::scalar;

    /// As the model was trained (`as_trained`).
    explicit session(const Model& net) : session(net, as_trained(net.about)) {}
    session(const Model& net, const session_options& options) : session(net, detail::with_clicks_of(net.about, options), resolved{}) {}
    session(const Model& net, unknown_item policy) : session(net, session_options{.unknown = policy}) {}

    /// A click. Returns whether the model knows the item. cost  one step of the encoder, or
    /// the encoding of the clicks kept; allocates nothing once warm.
    bool push(const data::item_id& item) { return push(item, std::span<const column_value>()); }
    /// The same with what the click brings besides its item, for models whose input reads columns:
    ///     visitor.push("item-17", {{"Action", "Cart"}, {"Dwell", 41.0}});
    /// A column that is not named is missing. Throws `argument_error` for one that the model does not read, and for a
    /// value of the wrong kind; the session is then as before.
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

    /// The visitor leaves; the next click opens another session. Models that carry users from session to session
    /// (encoder::hierarchical) know the sessions before, for others the visitor is new. Until that click there is no answer.
    void new_session() {
        if (clicks_ == 0) return;
        memory_.open_session();
        clicks_ = 0;
    }

    std::size_t clicks() const { return clicks_; }  ///< of this session
    const Model& net() const { return *net_; }
    /// What items are scored against, (query_width()). Meaningless before the first click.
    std::span<const scalar> query() const { return query_; }

    /// The k best next items, best first, of those that `allow(item_index)` lets through: min(k, allowed) of them. An item_set
    /// or `business_rules` may be given as well; those also boost.
    /// The span lives until the next call of the thread. Without a click there is nothing to go by: no answer.
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
        constexpr std::size_t strip = 256;  // scores that stay in the first cache until they are looked at
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
    /// Scores of all items: what hybrids are made of.   requires  a click
    void score_all(std::span<scalar> scores) const { score_block(0, scores); }

    /// The session as bytes, to keep it elsewhere between clicks. Little-endian.
    std::string save() const {
        detail::stored_header h{};
        h.signature = detail::fnv(Model::signature());
        h.vocabulary = detail::vocabularies(*net_);
        h.clicks = clicks_;
        h.memory = memory_.layout();
        h.query = static_cast<std::uint32_t>(query_.size());
        std::string bytes = h.space();
        memory_.save(bytes, query_);
        h.seal(remembered::magic, bytes);
        return bytes;
    }
    /// The session of `bytes`. Throws `file_error` if they are damaged, or of another model, vocabulary, `longest` or
    /// `kept`.
    static session load(const Model& net, std::string_view bytes) { return load(net, bytes, as_trained(net.about)); }
    static session load(const Model& net, std::string_view bytes, const session_options& options) {
        const auto h = detail::stored_header::open(bytes);
        session s(net, options);
        h.check(remembered::magic, detail::fnv(Model::signature()), detail::vocabularies(net));
        if (h.memory != s.memory_.layout() || h.query != s.query_.size())
            detail::refuse("stored by a model of other widths, or with another session_options::longest or kept");
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
        : net_(&net), policy_(options.unknown), memory_(net, options.longest, options.kept), query_(net.query_width()) {}
    using remembered = detail::memory_of<Model>;
    const Model* net_;
    unknown_item policy_;
    std::uint64_t clicks_ = 0;
    remembered memory_;
    std::vector<scalar> query_;
};

}  // namespace serve
NEXTCLICK_END_NAMESPACE
