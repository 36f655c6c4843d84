// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <algorithm>
#include <atomic>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <list>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "nextclick/core/error.hpp"
#include "nextclick/serve/session.hpp"
#include "nextclick/server/click_history.hpp"

NEXTCLICK_BEGIN_NAMESPACE
namespace server {

namespace detail {
/// Whether models of this type can have user states, which are carried from session to session; and whether this model has them.
template <class Model>
inline constexpr bool carries_users = requires(const Model& net) {
    typename Model::encoder_type;
    requires(history_need<Model>.has_user_states());
} || requires(const Model& net) { net.has_user_states(); };
template <class Model>
bool has_user_states([[maybe_unused]] const Model& net) {
    if constexpr (requires { net.has_user_states(); })
        return net.has_user_states();
    else
        return carries_users<Model>;
}
/// The options with `max_clicks` as the limit if they have none.
inline serve::session_options bounded(serve::session_options options, std::size_t max_clicks) {
    if (options.max_length == 0 || options.max_length == batch::as_trained) options.max_length = max_clicks;
    return options;
}
/// The options, with `as_trained` replaced by the values of training.
template <class Model>
serve::session_options resolved([[maybe_unused]] const Model& net, const serve::session_options& options) {
    if constexpr (requires { net.about.max_length; })
        return serve::detail::with_clicks_of(net.about, options);
    else if constexpr (requires { net.about().max_length; })  // for any kind of id
        return serve::detail::with_clicks_of(net.about(), options);
    else
        return options;
}
}  // namespace detail

/// An entry of the store: a session, and the history of clicks that produced it. One thread at a time.
template <class Model>
class stored_session {
    static constexpr bool carries_users = detail::carries_users<Model>;

public:
    /// `max_clicks`, `history_bytes`: see session_store_options.
    stored_session(const serve::session_options& options, std::size_t max_clicks, std::size_t history_bytes)
        : requested_(options),
          options_(options),
          max_clicks_(max_clicks),
          clicks_(detail::bounded(options, max_clicks).max_length, history_bytes) {}

    /// Adds a click; returns whether the item is in the model's vocabulary. A click on an unknown item changes nothing.
    /// Throws what `session::push` and `click_history::add` throw; the entry is then unchanged.   requires  rebuild_for() was called
    bool push(const click& c) {
        const item_index i = serve::detail::find_item(net_->items(), c.item, options_.unknown);
        if (i == no_item) return false;
        click recorded = c;
        recorded.starts_session = next_starts_session_;
        clicks_.prepare(recorded);
        push_click(recorded);
        next_starts_session_ = false;
        if (options_.kept == batch::keep::first && !detail::has_user_states(*net_) && !clicks_.has_room())
            return true;  // a full session of keep::first takes no more clicks
        clicks_.commit();
        record(i);
        return true;
    }
    /// Ends the session: the next click starts a further one of the same user, and there are no recommendations until then.
    void new_session() requires carries_users {
        next_starts_session_ = true;
        if (session_) session_->new_session();
    }
    const serve::session<Model>& session() const { return *session_; }
    /// The items of the kept clicks, no_item for those unknown to this model.
    std::span<const item_index> seen() const { return seen_; }

    /// Rebuilds the session for this model from the kept clicks, unless it already belongs to it.
    /// cost  nothing, or one push for each kept click
    void rebuild_for(const Model& net, std::uint64_t version) {
        if (session_ && version_ == version && net_ == &net) return;
        session_.reset();  // if a push throws, no partial session remains
        net_ = &net;
        if constexpr (requires { net.parts(); })
            options_ = requested_;  // each part of a hybrid resolves its own
        else
            options_ = detail::bounded(detail::resolved(net, requested_), max_clicks_);
        session_.emplace(net, options_);
        try {
            replay();
        } catch (...) {
            session_.reset();
            throw;
        }
        version_ = version;
    }

private:
    template <class>
    friend class session_store;

    void replay() {
        seen_.clear();
        clicks_.replay([&](const click& c) {
            item_index i = net_->items().find(c.item);
            if constexpr (carries_users)
                if (c.starts_session) session_->new_session();  // also if the item is unknown to this model
            try {
                if (i != no_item) push_click(c);
            } catch (const argument_error&) {  // skip a column that this model does not read
                i = no_item;
            }
            record(i);
        });
        if constexpr (carries_users)
            if (next_starts_session_) session_->new_session();
    }
    void push_click(const click& c) {
        serve::session<Model>& s = *session_;
        if constexpr (requires { s.push_at(c.item, std::int64_t{}, c.columns); }) {
            c.time ? s.push_at(c.item, *c.time, c.columns) : s.push(c.item, c.columns);
        } else if constexpr (requires { s.push(c.item, c.columns); }) {
            s.push(c.item, c.columns);
        } else {
            if (!c.columns.empty())
                throw argument_error("server::session_store: a click with columns, and this method reads none; leave them out");
            c.time ? s.push_at(c.item, *c.time) : s.push(c.item);
        }
    }
    /// Records an item, and keeps as many as the history has clicks.
    void record(item_index i) {
        seen_.push_back(i);
        if (seen_.size() > clicks_.size()) seen_.erase(seen_.begin(), seen_.end() - static_cast<std::ptrdiff_t>(clicks_.size()));
    }

    serve::session_options requested_, options_;  ///< as given, and as resolved for the session's model
    std::size_t max_clicks_;
    click_history clicks_;
    const Model* net_ = nullptr;
    std::uint64_t version_ = 0;
    std::optional<serve::session<Model>> session_;
    std::vector<item_index> seen_;
    bool next_starts_session_ = false;  ///< the next click starts a further session
    std::mutex using_;
    std::optional<std::chrono::steady_clock::time_point> last_;
};

struct session_store_options {
    std::size_t capacity = 100'000;                                       ///< stored sessions; a new one replaces the least recently used
    std::chrono::steady_clock::duration idle = std::chrono::minutes(30);  ///< a session without a request ends after this time
    /// Models with user states only: the state of a user is removed after this time without a request.
    std::chrono::steady_clock::duration user_time_to_live = std::chrono::hours(24 * 30);
    std::size_t history_bytes = 8192;  ///< limit of the click history of a stored session
    /// Clicks kept of a stored session where nothing else limits them: neither `session.max_length` nor the model, which has a limit if
    /// its training had one. The session of a model that reads earlier clicks (history_need) reads no more than these, where training
    /// without `max_length` read all. A model that carries a state reads all clicks; the limit applies to the history that a newer model
    /// replays.
    std::size_t max_clicks = 1000;
    serve::session_options session{};
};

/// Sessions by name: a bounded store with a time to live, for servers whose clients do not hold their sessions. Any number of threads
/// may use it; a thread blocks while another uses the same name, and briefly for one of the 16 shards.
/// After a model is replaced (`hot_swap`), the store replays the clicks of a name to the new model at its next request. A session that
/// has been idle for longer than `idle` is never used again; later insertions and `expire` free its memory. With a model that has user
/// states (encoder::hierarchical), a name is a user: a request after `idle`, but within `user_time_to_live`, starts a further session
/// with the state of the user; a new model reads as much of the earlier sessions as the history keeps.
/// memory  at most capacity x (a session and its history)
template <class Model>
class session_store {
    using clock = std::chrono::steady_clock;
    static constexpr bool carries_users = detail::carries_users<Model>;

public:
    /// Throws `argument_error` for a capacity or max_clicks of 0, or a time to live that is not positive.
    explicit session_store(const session_store_options& options = {})
        : options_(options), shards_(std::clamp<std::size_t>(options.capacity, 1, 16)) {
        if (options.max_clicks == 0) throw argument_error("server::session_store: max_clicks is 0; give the clicks to keep of a session");
        if (options.capacity == 0 || std::min(options.idle, options.user_time_to_live) <= clock::duration::zero())
            throw argument_error(options.capacity == 0 ? "server::session_store: capacity is 0; give the number of sessions to keep"
                                                       : "server::session_store: a time to live is not positive; give one above 0");
    }

    /// Calls f(stored_session&) with the entry of this name, created if absent, whose session belongs to this model. `version`
    /// distinguishes models; see hot_swap::handle. The entry is locked until f returns.
    template <class F>
    decltype(auto) with(std::string_view name, const Model& net, std::uint64_t version, F&& f, clock::time_point now = clock::now()) {
        const std::shared_ptr<stored_session<Model>> v = find(name, now);
        const std::lock_guard one_at_a_time(v->using_);
        if constexpr (carries_users) {
            has_users_.store(detail::has_user_states(net), std::memory_order_relaxed);
            if (v->last_ && now - *v->last_ > options_.idle) v->new_session();
            v->last_ = std::max(v->last_.value_or(now), now);
        }
        v->rebuild_for(net, version);
        return std::forward<F>(f)(*v);
    }
    /// Removes the entry of this name; returns whether it existed.
    bool erase(std::string_view name) {
        shard& s = shard_of(name);
        const std::lock_guard lock(s.using_);
        const auto at = s.by_name.find(name);
        if (at == s.by_name.end()) return false;
        const auto erased = at->second;
        s.by_name.erase(at);
        s.recent.erase(erased);
        return true;
    }
    /// Removes the entries that have expired. Insertions do so too; this frees memory while there are none.
    void expire(clock::time_point now = clock::now()) {
        for (shard& s : shards_) {
            const std::lock_guard lock(s.using_);
            while (!s.recent.empty() && expired(s.recent.back(), now)) drop_last(s);
        }
    }
    std::size_t size() const {
        std::size_t n = 0;
        for (const shard& s : shards_) {
            const std::lock_guard lock(s.using_);
            n += s.recent.size();
        }
        return n;
    }

private:
    struct entry {
        std::string name;
        clock::time_point last;
        std::shared_ptr<stored_session<Model>> stored;
    };
    /// A tree rather than a hash table: clients choose the names, and could cause collisions.
    struct shard {
        mutable std::mutex using_;
        std::list<entry> recent;  ///< most recently used first
        std::map<std::string_view, typename std::list<entry>::iterator> by_name;
    };

    shard& shard_of(std::string_view name) { return shards_[std::hash<std::string_view>{}(name) % shards_.size()]; }
    /// Shards divide the capacity equally; the first ones take the remainder.
    std::size_t room_of(const shard& s) const {
        const auto n = static_cast<std::size_t>(&s - shards_.data());
        return options_.capacity / shards_.size() + (n < options_.capacity % shards_.size() ? 1 : 0);
    }
    bool expired(const entry& e, clock::time_point now) const {
        return now - e.last >
               (has_users_.load(std::memory_order_relaxed) ? std::max(options_.idle, options_.user_time_to_live) : options_.idle);
    }
    static void drop_last(shard& s) {
        s.by_name.erase(s.recent.back().name);
        s.recent.pop_back();
    }

    std::shared_ptr<stored_session<Model>> find(std::string_view name, clock::time_point now) {
        shard& s = shard_of(name);
        const std::lock_guard lock(s.using_);
        const auto at = s.by_name.find(name);
        if (at != s.by_name.end() && !expired(*at->second, now)) {
            s.recent.splice(s.recent.begin(), s.recent, at->second);
            at->second->last = std::max(at->second->last, now);
            return at->second->stored;
        }
        if (at != s.by_name.end()) {
            const auto old = at->second;
            s.by_name.erase(at);
            s.recent.erase(old);
        }
        while (!s.recent.empty() && (s.recent.size() >= room_of(s) || expired(s.recent.back(), now))) drop_last(s);
        s.recent.push_front({std::string(name), now,
                             std::make_shared<stored_session<Model>>(options_.session, options_.max_clicks, options_.history_bytes)});
        s.by_name.emplace(s.recent.front().name, s.recent.begin());
        return s.recent.front().stored;
    }

    session_store_options options_;
    std::atomic<bool> has_users_{carries_users};  ///< whether the model of the last request has user states
    std::vector<shard> shards_;
};

}  // namespace server
NEXTCLICK_END_NAMESPACE
