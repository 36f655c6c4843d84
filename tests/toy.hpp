// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <algorithm>
#include <cstdint>
#include <limits>
#include <memory>
#include <numeric>
#include <vector>

#include "nextclick/core/random.hpp"
#include "nextclick/data/click_log.hpp"
#include "nextclick/data/item_attributes.hpp"
#include "nextclick/objective.hpp"
#include "nextclick/rows/packed_steps.hpp"

/// Small logs, models and batches for the tests of several rooms.
namespace toy {

namespace nc = nextclick;

inline nc::data::vocabulary numbered_items(std::size_t n) {
    std::vector<std::int64_t> ids(n);
    std::iota(ids.begin(), ids.end(), 100);  // ids of the shop differ from dense numbers on purpose
    return nc::data::vocabulary::from_integers(ids);
}

/// Sessions whose next item is determined by the last one, with some noise.
inline nc::data::click_log chained_log(std::size_t items, std::size_t sessions, std::uint64_t seed = 1) {
    nc::data::log_columns c;
    c.items = std::make_shared<const nc::data::vocabulary>(numbered_items(items));
    const nc::random_stream random{seed, 0};
    std::uint64_t draw = 0;
    const auto n = static_cast<std::uint32_t>(items);
    for (std::size_t s = 0; s < sessions; ++s) {
        nc::item_index item = random.below(draw++, n);
        const std::uint32_t length = 1 + random.below(draw++, 6);
        for (std::uint32_t t = 0; t < length; ++t) {
            c.item.push_back(item);
            item = (item * 7 + 1 + random.below(draw++, 3)) % n;
        }
        c.session_begin.push_back(static_cast<std::uint32_t>(c.item.size()));
    }
    return nc::data::click_log(std::move(c));
}

/// A session of a user, who is given by number.
struct users_session {
    nc::item_index user;
    std::vector<nc::item_index> items;
};

/// A log of these sessions over `items` items (0: as many as needed), and users 0, 1, ..., whose ids are 900, 901, ...
inline nc::data::click_log users_log(const std::vector<users_session>& sessions, nc::item_index items = 0) {
    nc::data::log_columns c;
    nc::item_index users = 0;
    for (const auto& s : sessions) {
        users = std::max(users, s.user + 1);
        for (const auto i : s.items) items = std::max(items, i + 1);
        c.user.push_back(s.user);
        c.item.insert(c.item.end(), s.items.begin(), s.items.end());
        c.session_begin.push_back(static_cast<std::uint32_t>(c.item.size()));
    }
    std::vector<std::int64_t> ids(users);
    std::iota(ids.begin(), ids.end(), 900);
    c.items = std::make_shared<const nc::data::vocabulary>(numbered_items(items));
    c.users = std::make_shared<const nc::data::vocabulary>(nc::data::vocabulary::from_integers(ids));
    return nc::data::click_log(std::move(c));
}

/// Users with one to six sessions, some of a single click, alternating.
inline nc::data::click_log chained_users_log(std::size_t items, std::size_t users, std::uint64_t seed = 1) {
    const auto log = chained_log(items, 4 * users, seed);
    const nc::random_stream random{seed, 3};
    std::vector<users_session> sessions;
    for (std::size_t s = 0; s < log.session_count(); ++s)
        sessions.push_back({random.below(s, static_cast<std::uint32_t>(users)), {log.items_of(s).begin(), log.items_of(s).end()}});
    sessions.push_back({static_cast<nc::item_index>(users - 1), {static_cast<nc::item_index>(items - 1), 0}});  // all numbers occur
    return users_log(sessions);
}

/// The categories of the toys' column "Action".
inline std::shared_ptr<const nc::data::vocabulary> actions() {
    auto names = std::make_shared<nc::data::vocabulary>(nc::data::id_kind::string);
    for (const char* name : {"view", "cart", "buy"}) names->insert(name);
    return names;
}

/// Sessions whose next item is determined by the last one and its action; with a dwell time for each event.
inline nc::data::click_log acted_log(std::size_t items, std::size_t sessions, std::uint64_t seed = 1) {
    auto c = chained_log(items, sessions, seed).parts();
    const nc::random_stream random{seed, 1};
    std::vector<nc::item_index> action(c.item.size());
    std::vector<float> dwell(c.item.size());
    for (std::size_t s = 0; s + 1 < c.session_begin.size(); ++s)
        for (std::uint32_t e = c.session_begin[s]; e < c.session_begin[s + 1]; ++e) {
            action[e] = random.below(2 * e, 3);
            dwell[e] = static_cast<float>(random.below(2 * e + 1, 700));
            if (e + 1 < c.session_begin[s + 1]) c.item[e + 1] = (c.item[e] * 7 + 1 + 11 * action[e]) % static_cast<std::uint32_t>(items);
        }
    c.extra.emplace_back("Action", actions(), std::move(action));
    c.extra.emplace_back("Dwell", std::move(dwell));
    return nc::data::click_log(std::move(c));
}

/// Vectors of 3 numbers, every fourth of them missing.
inline nc::data::vector_rows vectors(std::size_t rows, std::uint64_t seed = 8) {
    nc::data::vector_rows v{3, {}};
    for (std::size_t r = 0; r < rows; ++r) {
        const nc::random_stream random{seed, r};
        if (r % 4 == 3)
            v.append_missing();
        else
            for (std::uint64_t c = 0; c < 3; ++c) v.data.push_back(static_cast<float>(random.normal(c)));
    }
    return v;
}

/// The terms of the toys' column "Title".
inline std::shared_ptr<const nc::data::vocabulary> words() {
    auto names = std::make_shared<nc::data::vocabulary>(nc::data::id_kind::string);
    for (const char* name : {"red", "shoe", "leather", "new", "hat"}) names->insert(name);
    return names;
}
/// Bags of up to three of them, some once and some twice; every fifth is empty.
inline nc::data::bag_rows bags(std::size_t rows, std::uint64_t seed = 8) {
    nc::data::bag_rows b;
    for (std::size_t r = 0; r < rows; ++r) {
        std::vector<nc::item_index> codes;
        std::vector<float> weights;
        for (std::uint32_t t = 0; t < 5 && r % 5 != 4; ++t) {
            const auto draw = nc::random_stream{seed, r}.below(t, 5);
            if (draw > 2) continue;
            codes.push_back(t);
            weights.push_back(draw == 0 ? 2.0f : 1.0f);
        }
        b.append({codes, weights});
    }
    return b;
}

/// Attributes of the numbered items, with some values missing: "Action" (the same categories), "Price", "Image", "Title".
inline nc::data::item_attributes attributes(std::size_t items) {
    const nc::random_stream random{5, 3};
    std::vector<nc::item_index> action(items);
    std::vector<float> price(items);
    for (std::size_t i = 0; i < items; ++i) {
        const auto a = random.below(2 * i, 4);
        action[i] = a < 3 ? a : nc::no_item;
        price[i] = i % 5 == 4 ? std::numeric_limits<float>::quiet_NaN() : static_cast<float>(random.below(2 * i + 1, 100)) / 10;
    }
    std::vector<nc::data::event_column> columns;
    columns.emplace_back("Action", actions(), std::move(action));
    columns.emplace_back("Price", std::move(price));
    columns.emplace_back("Image", vectors(items));
    columns.emplace_back("Title", words(), bags(items), '|');
    return {std::make_shared<const nc::data::vocabulary>(numbered_items(items)), std::move(columns)};
}

/// A batch of packed steps that owns its columns.
struct owned_batch {
    std::vector<std::uint32_t> begin, carry;
    std::vector<nc::item_index> item, target, action;
    std::vector<float> dwell;
    nc::data::vector_rows image;
    nc::data::bag_rows title;
    std::vector<nc::column_rows> columns;  // "Action", "Dwell", "Image" and "Title", with some values missing
    std::vector<std::uint8_t> returning;   // every other lane begins a further session of its user
    std::size_t nominal;
    owned_batch(const owned_batch&) = delete;

    /// `lengths` in decreasing order; items and targets drawn from the seed.
    owned_batch(const std::vector<std::uint32_t>& lengths, std::size_t items, std::uint64_t seed) : begin{0} {
        const nc::random_stream random{seed, 7};
        for (std::uint32_t t = 0; t < lengths[0]; ++t) {
            std::uint32_t alive = 0;
            for (const auto l : lengths) alive += l > t;
            begin.push_back(begin.back() + alive);
        }
        for (std::uint32_t r = 0; r < begin.back(); ++r) {
            item.push_back(random.below(2 * r, static_cast<std::uint32_t>(items)));
            target.push_back(random.below(2 * r + 1, static_cast<std::uint32_t>(items)));
            const auto a = random.fork(1).below(2 * r, 5), d = random.fork(1).below(2 * r + 1, 800);
            action.push_back(a < 3 ? a : nc::no_item);
            dwell.push_back(d < 700 ? static_cast<float>(d) : std::numeric_limits<float>::quiet_NaN());
        }
        image = vectors(item.size(), seed);
        columns = {{.name = "Action", .codes = action}, {.name = "Dwell", .numbers = dwell}, {.name = "Image"}, {.name = "Title"}};
        columns[2].vectors = {image.data.data(), image.size(), 3};
        title = bags(item.size(), seed);
        columns[3].begin = title.begin;
        columns[3].codes = title.codes;
        columns[3].numbers = title.weights;
        for (std::size_t l = 0; l < lengths.size(); ++l) returning.push_back(l % 2 == 1 ? 1 : 0);
        nominal = begin.back();
    }
    nc::event_rows rows() const { return {{begin, {}, returning}, item, target, carry, nominal, columns}; }
};

/// The inputs of an objective beside the batch: these items where it draws some, a small plan where it streams the catalogue.
template <class Model>
nc::objective::inputs_of<Model> inputs_of(std::span<const nc::item_index> drawn, bool mask_hits = false) {
    nc::objective::inputs_of<Model> with{};
    if constexpr (requires { with.drawn; }) {
        with.drawn = drawn;
        with.mask_hits = mask_hits;
    }
    if constexpr (requires { with.plan; }) with.plan = {.items = 3, .blocks = 2, .kept = 1};
    return with;
}

/// Loss of a model on a batch, and with `gradients` its gradients. The draws are the same at every call.
template <class Model>
double loss_of(const Model& net, const owned_batch& batch, std::vector<nc::item_index> drawn, bool mask_hits,
               typename Model::gradient_pack* gradients, nc::workspace& memory, int threads = 1) {
    using T = typename Model::scalar;
    memory.reset();
    nc::pass run{.memory = memory, .training = true, .random = {3, 5}, .threads = threads};
    const auto rows = batch.rows();
    auto in = memory.take<T>(rows.steps.lanes(), net.state_width());
    for (std::size_t i = 0; i < in.size(); ++i) in.data[i] = T(0.01) * static_cast<T>(i % 17) - T(0.05);
    auto out = memory.take<T>(rows.steps.lanes(), net.state_width());
    auto encoded = net.encode(run, rows, in, out);
    const auto q = encoded.queries;
    auto dq = memory.take<T>(q.rows, q.cols);
    typename Model::gradient_pack unused;
    auto* g = gradients ? gradients : &unused;
    nc::resize_like(*g, net.weights);
    const T loss = nc::objective::loss_and_gradients(net, run, rows, q, inputs_of<Model>(drawn, mask_hits), *g, dq);
    if (gradients) net.backward(run, encoded, dq, *g);
    return static_cast<double>(loss);
}

}  // namespace toy
