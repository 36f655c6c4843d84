// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <algorithm>
#include <atomic>
#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <nextclick/baseline/popularity.hpp>
#include <nextclick/filter.hpp>
#include <nextclick/io/load_any.hpp>
#include <nextclick/server.hpp>
#include <nlohmann/json.hpp>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "request.hpp"

/// An answer of the server, independent of the network: JSON in, JSON out.
namespace nc = nextclick;
using nlohmann::json;

struct http_answer {
    int status;
    std::string body;
};

/// A model or method of any kind, with the structures derived from it. Immutable; all threads share it.
struct engine {
    engine(nc::io::any_pointer of, const nc::data::item_attributes* about)
        : net(std::move(of)),
          items(std::make_shared<const nc::data::vocabulary>(net->items())),
          table(about == nullptr ? nc::data::item_attributes() : about->for_items(items)) {
        nc::data::provenance counts = net->about();
        if (!counts.support.empty()) popular.emplace(items, nc::baseline::popularity_options{.kept = items->size()}, std::move(counts));
    }
    nc::io::any_pointer net;
    std::shared_ptr<const nc::data::vocabulary> items;
    nc::data::item_attributes table;
    std::optional<nc::baseline::popularity> popular{};  ///< for sessions without a click on a known item; none from an older file
};

class shop {
    using session_type = nc::serve::session<nc::io::any_recommender>;

public:
    /// `load` reads the current file; see io::load_any. `about`: attributes of items, for requests of one category; may be null.
    /// Throws what `load` throws.
    shop(std::function<nc::io::any_pointer()> load, const nc::server::session_store_options& options,
         std::shared_ptr<const nc::data::item_attributes> about = nullptr)
        : load_(std::move(load)), about_(std::move(about)), now_(loaded()), session_options_(options.session), visitors_(options) {}

    /// See shop_request.
    http_answer click(std::string_view body) {
        const auto start = std::chrono::steady_clock::now();
        http_answer answer = guarded([&] { return answered(shop_request(body, limits)); });
        (answer.status == 200 ? served_ : refused_).fetch_add(1, std::memory_order_relaxed);
        if (answer.status == 200) latency_.add(std::chrono::steady_clock::now() - start);
        return answer;
    }
    /// Loads the file again and serves it. The old model answers until then, and stays if the file is invalid.
    http_answer reload() {
        return guarded([&] {
            const std::lock_guard one_at_a_time(reloading_);
            return json{{"model", now_.publish(loaded())}};
        });
    }
    http_answer health() const {
        const auto held = now_.get();
        return {200, json{{"ok", true}, {"model", held.version()}, {"kind", held->net->kind()}, {"items", held->items->size()}}.dump()};
    }
    std::string metrics() const {
        const auto line = [](const char* name, const char* type, auto value) {
            return std::string("# TYPE ") + name + ' ' + type + '\n' + name + ' ' + std::to_string(value) + '\n';
        };
        return latency_.exported("nextclick_answer_seconds") + line("nextclick_answers_total", "counter", served_.load()) +
               line("nextclick_refused_total", "counter", refused_.load()) + line("nextclick_visitors", "gauge", visitors_.size()) +
               line("nextclick_model", "gauge", now_.get().version());
    }
    void expire() { visitors_.expire(); }
    const nc::server::latency& latencies() const { return latency_; }
    static constexpr shop_limits limits{};

private:
    std::shared_ptr<const engine> loaded() const { return std::make_shared<const engine>(load_(), about_.get()); }

    template <class F>
    static http_answer guarded(const F& f) {
        const auto failed = [](int status, const std::exception& e) {
            return http_answer{status, json{{"error", e.what()}}.dump(-1, ' ', false, json::error_handler_t::replace)};
        };
        try {
            return {200, f().dump(-1, ' ', false, json::error_handler_t::replace)};
        } catch (const bad_request& e) {
            return failed(400, e);
        } catch (const nc::argument_error& e) {  // a column that the model does not read
            return failed(400, e);
        } catch (const json::exception& e) {
            return failed(400, e);
        } catch (const std::exception& e) {
            return failed(500, e);
        }
    }

    /// A session, stored or not, after the clicks of the request.
    struct session_state {
        session_type session;
        bool known = true;  ///< all items clicked on
        std::vector<nc::item_index> seen{};
    };
    session_state stored_session_of(const shop_request& request, const engine& now, std::uint64_t version) {
        // A copy, so that other requests of the same visitor need not wait for the scan.
        return visitors_.with(request.visitor, *now.net, version, [&](nc::server::stored_session<nc::io::any_recommender>& v) {
            bool known = true;
            for (const request_click& c : request.clicks) known = v.push({c.item, c.columns, c.time});
            return session_state{v.session(), known, {v.seen().begin(), v.seen().end()}};
        });
    }
    session_state stateless_session_of(const shop_request& request, const engine& now) const {
        session_state all{session_type(*now.net, session_options_)};
        for (const request_click& c : request.clicks) {
            const bool known = c.time ? all.session.push_at(c.item, *c.time, c.columns) : all.session.push(c.item, c.columns);
            all.known = all.known && known;
            if (known) all.seen.push_back(now.items->find(c.item));
        }
        return all;
    }

    json answered(const shop_request& request) {
        const auto now = now_.get();  // one model for the whole answer
        const auto& items = *now->items;
        std::vector<nc::item_index> without;
        for (const auto& id : request.deny)
            if (const auto i = items.find(id); i != nc::no_item) without.push_back(i);
        std::optional<nc::filter::item_set> allow;
        if (request.allow) allow = nc::filter::item_set::of(items, *request.allow);
        const nc::filter::boosts boost(items, request.boost);
        nc::filter::business_rules by{.allow = allow ? &*allow : nullptr, .boost = &boost};
        if (request.category) choose_category(*request.category, now->table, by);

        const session_state all =
            request.visitor.empty() ? stateless_session_of(request, *now) : stored_session_of(request, *now, now.version());
        if (request.without_seen) without.insert(without.end(), all.seen.begin(), all.seen.end());
        by.without = without;
        const bool fallback = all.session.clicks() == 0 && now->popular;
        json found = json::array();
        for (const auto& r : fallback ? most_popular(*now->popular, request.k, by) : all.session.top(request.k, by)) {
            json id = r.item.kind() == nc::data::id_kind::integer ? json(r.item.integer()) : json(r.item.string());
            found.push_back({{"item", std::move(id)}, {"score", r.score}});
        }
        return {{"items", std::move(found)}, {"known", all.known}, {"fallback", fallback}, {"model", now.version()}};
    }
    /// The most clicked items of the training log. The span lives until the next answer of the thread.
    static std::span<const nc::serve::recommendation<float>> most_popular(const nc::baseline::popularity& counts, std::size_t k,
                                                                          const nc::filter::business_rules& by) {
        nc::serve::session<nc::baseline::popularity> empty_session(counts, {.max_length = 1});
        empty_session.push_index(0);
        return empty_session.top(k, by);
    }
    static void choose_category(const std::pair<std::string, nc::data::item_id>& wanted, const nc::data::item_attributes& table,
                                nc::filter::business_rules& by) {
        const nc::data::event_column* column = table.find_column(wanted.first);
        if (column == nullptr || !column->categorical()) throw bad_request("the server has no categories of that name");
        by.codes = column->codes();
        by.category = column->categories().find(wanted.second);
    }

    std::function<nc::io::any_pointer()> load_;
    std::shared_ptr<const nc::data::item_attributes> about_;
    nc::server::hot_swap<engine> now_;
    nc::serve::session_options session_options_;
    nc::server::session_store<nc::io::any_recommender> visitors_;
    nc::server::latency latency_;
    std::atomic<std::uint64_t> served_{0}, refused_{0};
    std::mutex reloading_;
};
