// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <tuple>
#include <utility>
#include <vector>

#include "nextclick/hybrid/parts.hpp"
#include "nextclick/serve/list_session.hpp"
#include "nextclick/serve/session.hpp"

NEXTCLICK_BEGIN_NAMESPACE
namespace serve {

namespace detail {
template <class Parts>
struct sessions_of;
template <class... R>
struct sessions_of<std::tuple<const R*...>> {
    using type = std::tuple<session<R>...>;
};
template <class Model>
constexpr bool reads_columns = requires {
    typename Model::input_type;
    requires input::column_count<typename Model::input_type> > 0;
};
}  // namespace detail

/// A session of a hybrid: one session of each part. Same interface as the session of a model.
/// cost    of `top`: scoring all items with the parts in use, and combining the scores
template <hybrid::Hybrid H>
class session<H> {
    using tuple = typename detail::sessions_of<std::remove_cvref_t<decltype(std::declval<const H&>().parts())>>::type;
    static constexpr std::size_t count = std::tuple_size_v<tuple>;

public:
    using scalar = float;

    explicit session(const H& by, const session_options& options = {})
        : by_(&by),
          options_(options),
          sessions_(std::apply([&](const auto*... part) { return tuple(session_of(*part, options)...); }, by.parts())) {}
    session(const H& by, unknown_item policy) : session(by, session_options{.unknown = policy}) {}

    /// Adds a click. Returns whether the item is known; see session_options::unknown.
    bool push(const data::item_id& item) { return push(item, std::span<const column_value>()); }
    /// Adds a click with columns, which parts that read columns receive; see session::push.
    bool push(const data::item_id& item, std::initializer_list<column_value> columns) {
        return push(item, std::span(columns.begin(), columns.size()));
    }
    bool push(const data::item_id& item, std::span<const column_value> columns) {
        const item_index i = detail::find_item(by_->items(), item, options_.unknown);
        if (i != no_item) push_index(i, columns);
        return i != no_item;
    }
    /// Adds a click with its time in ms, which parts that read times receive.
    bool push_at(const data::item_id& item, std::int64_t time, std::span<const column_value> columns = {}) {
        const item_index i = detail::find_item(by_->items(), item, options_.unknown);
        if (i != no_item) push_index(i, time, columns);
        return i != no_item;
    }
    /// The same by dense number.
    void push_index(item_index item, std::span<const column_value> columns = {}) {
        check(columns);
        for_each([&]<class R>(session<R>& s) {
            if constexpr (detail::reads_columns<R> || hybrid::Hybrid<R>)
                s.push_index(item, columns);
            else
                s.push_index(item);
        });
        ++clicks_;
    }
    void push_index(item_index item, std::int64_t time, std::span<const column_value> columns = {}) {
        check(columns);
        for_each([&]<class R>(session<R>& s) {
            if constexpr (hybrid::Hybrid<R>)
                s.push_index(item, time, columns);
            else if constexpr (ranker::Ranker<R>)
                s.push_index(item, time);
            else if constexpr (detail::reads_columns<R>)
                s.push_index(item, columns);
            else
                s.push_index(item);
        });
        ++clicks_;
    }
    /// Throws `argument_error` for columns that a part would refuse. Called before any part's session changes.
    void check(std::span<const column_value> columns) const {
        if (columns.empty()) return;
        for_each([&]<class R>(const session<R>& s) {
            if constexpr (hybrid::Hybrid<R>) s.check(columns);
            if constexpr (detail::reads_columns<R>) detail::check_columns(s.net(), columns);
        });
    }
    void new_session() {
        for_each([](auto& s) { s.new_session(); });
        clicks_ = 0;
    }

    std::size_t clicks() const { return clicks_; }
    const H& net() const { return *by_; }

    /// The k best of the ranked items that `allow(item_index)` accepts; see session::top.
    template <class Filter = simd::accept_all>
    std::span<const recommendation<float>> top(std::size_t k, const Filter& allow = {}) const {
        return detail::with_ids(by_->items(), best(k, allow, by_->items().size()));
    }
    /// The same by dense number. The result may contain items that have no id yet (neighbours::live_index).
    template <class Filter = simd::accept_all>
    std::span<const simd::scored<float>> top_indices(std::size_t k, const Filter& allow = {}) const {
        return best(k, allow, by_->item_count());
    }
    /// Scores of all items; hybrid::unranked for items that are not ranked.   requires  a click
    void score_all(std::span<float> scores) const { by_->combine(scores_of_parts(), clicks_, scores); }
    /// Scores of all items by each part in use, before they are combined. Valid until the next call on this thread.
    std::span<const std::span<float>> scores_of_parts() const {
        thread_local std::vector<float> memory;
        thread_local std::array<std::span<float>, count> of_parts;
        const std::size_t items = by_->item_count();
        memory.resize(count * items);
        std::size_t a = 0;
        for_each([&](const auto& s) {
            of_parts[a] = std::span(memory).subspan(a * items, items);
            if (by_->uses(a, clicks_)) s.score_all(of_parts[a]);
            ++a;
        });
        return of_parts;
    }

    /// Serialises the session, to store it between clicks. Little-endian.
    std::string save() const {
        detail::stored_header h{};
        h.signature = detail::fnv(H::name());
        h.vocabulary = by_->items().hash();
        h.clicks = clicks_;
        h.memory = static_cast<std::uint32_t>(count);
        std::string bytes = h.space();
        for_each([&](const auto& s) {
            const std::string part = s.save();
            const auto size = static_cast<std::uint64_t>(part.size());
            detail::append(bytes, std::span(&size, 1));
            bytes += part;
        });
        h.write_header(kind, bytes);
        return bytes;
    }
    /// Restores a session from `bytes`. Throws `file_error` if they are damaged, or stored by another hybrid.
    static session load(const H& by, std::string_view bytes, const session_options& options = {}) {
        const auto h = detail::stored_header::open(bytes);
        h.check(kind, detail::fnv(H::name()), by.items().hash());
        if (h.memory != count || h.query != 0) detail::refuse("it has another number of parts; the stored session is damaged");
        bytes.remove_prefix(sizeof h);
        session s(by, options);
        s.clicks_ = h.clicks;
        s.for_each([&]<class R>(session<R>& part) {
            std::uint64_t size = 0;
            if (bytes.size() < sizeof size) detail::refuse("a part of it is missing; the stored session is damaged");
            std::memcpy(&size, bytes.data(), sizeof size);
            bytes.remove_prefix(sizeof size);
            if (size > bytes.size()) detail::refuse("a part of it is cut off; the stored session is damaged");
            part = session<R>::load(part.net(), bytes.substr(0, size), options);
            if (part.clicks() != h.clicks) detail::refuse("its parts have different clicks; the stored session is damaged");
            bytes.remove_prefix(size);
        });
        if (!bytes.empty()) detail::refuse("there are bytes after its parts; the stored session is damaged");
        return s;
    }

private:
    /// The k best of the first `items` items.
    template <class Filter>
    std::span<const simd::scored<float>> best(std::size_t k, const Filter& allow, std::size_t items) const {
        k = clicks_ == 0 ? 0 : std::min(k, items);
        if (k == 0) return {};
        thread_local std::vector<float> scores;
        scores.resize(by_->item_count());
        score_all(scores);
        const std::span<float> ranked = std::span(scores).first(items);
        filter::detail::adjust(allow, 0, ranked);
        auto& memory = detail::search_memory<float>::of_thread(k);
        memory.heap.offer_block(std::span<const float>(ranked), 0, [&](item_index i) { return ranked[i] != hybrid::unranked && allow(i); });
        return memory.sorted();
    }
    static constexpr std::string_view kind = "nchybr01";

    template <class R>
    static session<R> session_of(const R& part, const session_options& options) {
        return session<R>(part, options);
    }
    template <class F>
    void for_each(const F& f) {
        std::apply([&](auto&... s) { (f(s), ...); }, sessions_);
    }
    template <class F>
    void for_each(const F& f) const {
        std::apply([&](const auto&... s) { (f(s), ...); }, sessions_);
    }

    const H* by_;
    session_options options_;
    std::uint64_t clicks_ = 0;
    tuple sessions_;
};

}  // namespace serve
NEXTCLICK_END_NAMESPACE
