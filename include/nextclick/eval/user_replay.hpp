// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "nextclick/batch/packer.hpp"
#include "nextclick/data/edit/users.hpp"
#include "nextclick/data/encode.hpp"
#include "nextclick/eval/query_rows.hpp"
#include "nextclick/eval/ranking.hpp"
#include "nextclick/eval/tally.hpp"

NEXTCLICK_BEGIN_NAMESPACE
namespace eval::detail {

/// Evaluates users: the sessions that a user had before are read first, then those of the log are read and ranked, in order;
/// states go on from session to session, as serving does. Some users at a time, one session of each.
template <class Model>
class user_replay {
    using T = typename Model::scalar;

public:
    /// Throws `argument_error` for a model that cannot carry users and for cut sessions, `data_error` for logs without users.
    user_replay(const Model& net, const data::click_log& log, std::span<const item_index> to_model, const options& options)
        : net_(net),
          options_(options),
          now_(log, to_model),
          past_items_(data::translation(options.history->items(), net.items())),
          past_(*options.history, past_items_),
          past_columns_(*options.history, input::wanted_columns(net.policy.input)),
          past_user_(data::translation(log.users(), options.history->users())) {
        if (!history_need<Model>.causal() || net.state_width() == 0)
            throw argument_error(
                "eval: a history of users is for models that carry a state from session to session, and this "
                "encoder has none; leave eval::options::history alone");
        if (options.longest != 0 || options.targets != batch::target_filter::every_click)
            throw argument_error(
                "eval: sessions of users are read whole, and every click is asked for: leave longest and "
                "targets alone where there is a history");
    }

    void rank(ranking<Model>& ranks, tally& sum) {
        const std::size_t width = net_.state_width(), chunk = std::max<std::size_t>(options_.sessions, 1);
        for (std::size_t first = 0; first < now_.users.size() && !(options_.stop_asked && options_.stop_asked()); first += chunk) {
            const std::size_t n = std::min(chunk, now_.users.size() - first);
            states_.assign(n * width, T(0));
            seen_.assign(n, 0);
            const auto before = [&](std::size_t u) {
                const item_index user = past_user_[first + u];
                return user == no_item || now_.users[first + u].empty() ? std::span<const std::uint32_t>() : past_.users[user];
            };
            for (std::size_t k = 0; deal(past_, n, k, before, nullptr); ++k)
                run([&](const event_rows& rows, const encoder::lane_states<T>& states) { encode(rows, states); });
            const auto now = [&](std::size_t u) { return now_.users[first + u]; };
            for (std::size_t k = 0; deal(now_, n, k, now, &sum); ++k) {
                run([&](const event_rows& rows, const encoder::lane_states<T>& states) { ranks.add(rows, states, questions_, memory_); });
                ranks.settle(sum);
            }
        }
    }

private:
    struct source {
        const data::click_log& log;
        std::span<const item_index> to_model;
        data::sessions_of_users users;
        source(const data::click_log& l, std::span<const item_index> m) : log(l), to_model(m), users(l) {}
        item_index item(std::uint32_t event) const {
            const item_index i = log.item_column()[event];
            return i == no_item ? i : to_model[i];
        }
    };
    struct ask_at {
        std::size_t sequence, position;
        item_index target;
    };

    /// The k-th session of every user as lanes of known clicks, and what is asked, if `sum` is given; false if no user has so
    /// many sessions.
    template <class Sessions>
    bool deal(const source& from, std::size_t n, std::size_t k, const Sessions& sessions_of, tally* sum) {
        clicks_.clear();
        begin_.assign(1, 0);
        slot_.clear();
        asks_.clear();
        bool any = false;
        for (std::size_t u = 0; u < n; ++u) {
            const auto sessions = sessions_of(u);
            if (k >= sessions.size()) continue;
            any = true;
            const std::uint32_t begin = from.log.session_begin()[sessions[k]], end = from.log.session_begin()[sessions[k] + 1];
            for (std::uint32_t e = begin; e < end; ++e) {
                if (from.item(e) != no_item) clicks_.push_back(e);
                if (sum == nullptr || e + 1 == end) continue;
                const item_index target = from.item(e + 1);
                if (!asked(from.log, sessions[k], e + 1, target, options_)) continue;
                const ranked_event event = sum->event(sessions[k], e + 1, target, clicks_.size() > begin_.back());
                if (event.ranked()) asks_.push_back({slot_.size(), clicks_.size() - begin_.back() - 1, target});
                sum->wait(event);
            }
            if (clicks_.size() == begin_.back()) continue;
            begin_.push_back(clicks_.size());
            slot_.push_back(u);
        }
        return any;
    }

    /// Packs what was dealt and gives it to f with the states of its users, who have new ones afterwards.
    template <class F>
    void run(const F& f) {
        if (slot_.empty()) return;
        sequences_.clear();
        for (std::size_t l = 0; l + 1 < begin_.size(); ++l)
            sequences_.push_back(std::span<const std::uint32_t>(clicks_).subspan(begin_[l], begin_[l + 1] - begin_[l]));
        packed_.pack(sequences_);
        event_rows rows = packed_.rows();
        ask(rows);
        memory_.reset();
        const std::size_t lanes = packed_.lanes(), width = net_.state_width();
        const auto in = memory_.take<T>(lanes, width), out = memory_.take<T>(lanes, width);
        returning_.resize(lanes);
        for (std::size_t l = 0; l < lanes; ++l) {
            const std::size_t user = slot_[packed_.sequence_of(l)];
            std::copy_n(states_.data() + user * width, width, in.row(l).data());
            returning_[l] = std::exchange(seen_[user], 1);
        }
        rows.steps.returning = returning_;
        f(rows, encoder::lane_states<T>{in, out});
        for (std::size_t l = 0; l < lanes; ++l) std::ranges::copy(out.row(l), states_.data() + slot_[packed_.sequence_of(l)] * width);
    }
    void ask(event_rows& rows) {
        questions_.clear();
        if (asks_.empty()) return;
        lane_of_.resize(packed_.lanes());
        for (std::size_t l = 0; l < lane_of_.size(); ++l) lane_of_[packed_.sequence_of(l)] = l;
        asked_.clear(rows.steps.rows());
        for (const ask_at& a : asks_) asked_.mark(packed_.row(lane_of_[a.sequence], a.position));
        asked_.number();
        for (const ask_at& a : asks_) questions_.push_back({asked_.query(packed_.row(lane_of_[a.sequence], a.position)), a.target});
        rows.steps.query_rows = asked_.rows();
    }

    /// Sessions of the past: nothing is asked, the encoder alone reads them.
    void encode(event_rows rows, const encoder::lane_states<T>& states) {
        const auto items = memory_.take_span<item_index>(rows.item.size());
        for (std::size_t i = 0; i < items.size(); ++i) items[i] = past_.item(rows.item[i]);
        rows.columns = past_columns_.gather(rows.item);
        rows.item = items;
        pass run{.memory = memory_, .threads = options_.threads};
        net_.encode_states(run, rows, states.in, states.out);
    }

    const Model& net_;
    const options& options_;
    source now_;
    std::vector<item_index> past_items_;
    source past_;
    batch::column_gatherer past_columns_;
    std::vector<item_index> past_user_;
    std::vector<T> states_;
    std::vector<std::uint8_t> seen_, returning_;
    std::vector<std::uint32_t> clicks_;
    std::vector<std::size_t> begin_, slot_, lane_of_;
    std::vector<ask_at> asks_;
    std::vector<std::span<const std::uint32_t>> sequences_;
    std::vector<prefix_lanes::question> questions_;
    query_rows asked_;
    batch::packer packed_;
    workspace memory_;
};

}  // namespace eval::detail
NEXTCLICK_END_NAMESPACE
