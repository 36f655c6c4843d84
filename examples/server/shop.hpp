// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <algorithm>
#include <atomic>
#include <chrono>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <mutex>
#include <nextclick/io/model_file.hpp>
#include <nextclick/serve.hpp>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "request.hpp"

/// What the server answers, without the network: JSON in, JSON out.
namespace nc = nextclick;
using nlohmann::json;

struct http_answer {
    int status;
    std::string body;
};

/// A model and what is made of it. Immutable; all threads share it.
template <class Model>
struct engine {
    explicit engine(Model trained, std::size_t readings, std::shared_ptr<const nc::data::item_table> about)
        : net(std::move(trained)),
          bytes(net),
          desk(bytes, {.readings = readings}),
          table(about == nullptr ? nc::data::item_table() : about->for_items(std::make_shared<const nc::data::vocabulary>(net.items()))) {}
    Model net;
    nc::serve::quantised<Model> bytes;
    mutable nc::serve::desk<Model> desk;
    nc::data::item_table table;
};

template <class Model>
class shop {
    using engine_type = engine<Model>;

public:
    /// `about`: what is known of items, for requests of one category; may be null.
    shop(std::filesystem::path file, std::size_t readings, const nc::serve::visitor_options& how,
         std::shared_ptr<const nc::data::item_table> about = nullptr)
        : file_(std::move(file)), readings_(readings), about_(std::move(about)), now_(loaded()), visitors_(how) {}

    /// See shop_request.
    http_answer click(std::string_view body) {
        const auto start = std::chrono::steady_clock::now();
        http_answer answer = guarded([&] { return answered(shop_request(body, limits)); });
        (answer.status == 200 ? served_ : refused_).fetch_add(1, std::memory_order_relaxed);
        if (answer.status == 200) latency_.add(std::chrono::steady_clock::now() - start);
        return answer;
    }
    /// Serves the file as it is now. The old model answers until then, and stays if the file is none.
    http_answer reload() {
        return guarded([&] {
            const std::lock_guard one_at_a_time(reloading_);
            return json{{"model", now_.publish(loaded())}};
        });
    }
    http_answer health() const {
        const auto held = now_.get();
        return {200, json{{"ok", true}, {"model", held.version()}, {"items", held->net.item_count()}}.dump()};
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
    const nc::serve::latency& latencies() const { return latency_; }
    static constexpr shop_limits limits{};

private:
    std::shared_ptr<const engine_type> loaded() const {
        return std::make_shared<const engine_type>(nc::io::load<Model>(file_), readings_, about_);
    }

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

    json answered(const shop_request& asked) {
        const auto now = now_.get();  // one model from here to the end
        const auto& items = now->net.items();
        std::vector<nc::item_index> without;
        for (const auto& id : asked.deny)
            if (const auto i = items.find(id); i != nc::no_item) without.push_back(i);
        std::optional<nc::serve::item_set> allow;
        if (asked.allow) allow = nc::serve::item_set::of(items, *asked.allow);
        const nc::serve::boosts boost(items, asked.boost);
        nc::serve::rules by{.allow = allow ? &*allow : nullptr, .boost = &boost};
        if (asked.category) choose_category(*asked.category, now->table, by);

        bool known = true;
        // A copy, so that nobody waits at the door of a visitor who is being answered.
        const nc::serve::session<Model> session = visitors_.with(asked.visitor, now->net, now.version(), [&](nc::serve::visitor<Model>& v) {
            if (asked.item) known = v.push({*asked.item, asked.columns, asked.time});
            if (asked.without_seen) without.insert(without.end(), v.seen().begin(), v.seen().end());
            return v.now();
        });
        by.without = without;
        typename nc::serve::desk<Model>::answer best;
        now->desk.top(session, asked.k, by, best);
        json found = json::array();
        for (const auto& r : best) {
            json id = r.item.kind() == nc::data::id_kind::integer ? json(r.item.integer()) : json(r.item.string());
            found.push_back({{"item", std::move(id)}, {"score", r.score}});
        }
        return {{"items", std::move(found)}, {"known", known}, {"model", now.version()}};
    }
    static void choose_category(const std::pair<std::string, nc::data::item_id>& wanted, const nc::data::item_table& table,
                                nc::serve::rules& by) {
        const nc::data::event_column* column = table.find_column(wanted.first);
        if (column == nullptr || !column->categorical()) throw bad_request("the server has no categories of that name");
        by.codes = column->codes();
        by.category = column->categories().find(wanted.second);
    }

    std::filesystem::path file_;
    std::size_t readings_;
    std::shared_ptr<const nc::data::item_table> about_;
    nc::serve::published<engine_type> now_;
    nc::serve::visitors<Model> visitors_;
    nc::serve::latency latency_;
    std::atomic<std::uint64_t> served_{0}, refused_{0};
    std::mutex reloading_;
};
