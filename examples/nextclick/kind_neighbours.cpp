// SPDX-License-Identifier: Apache-2.0
// Neighbours: the model is the index of the sessions, and an update adds sessions to it.
#include <algorithm>
#include <cstdio>
#include <iterator>
#include <utility>

#include "kinds.hpp"

namespace {
namespace near = nc::neighbours;

template <class Knn>
any_pointer saved(std::shared_ptr<near::session_index> sessions, const typename Knn::options_type& options, const job& j) {
    for (const auto& [name, text] : j.metadata) sessions->about().training[name] = text;
    Knn method(std::move(sessions), options);
    nc::io::save(method, j.model);
    return nc::io::wrap(std::move(method));
}

/// The followers of each item in a log and in earlier sessions; both in the numbers of `items`, known ids first.
std::shared_ptr<const near::followers> with_more(const near::followers* before, const nc::data::click_log& log) {
    const near::followers own(log);
    if (before == nullptr) return std::make_shared<const near::followers>(own);
    std::vector<std::uint32_t> begin{0};
    std::vector<nc::item_index> next;
    for (nc::item_index i = 0; i < log.items().size(); ++i) {
        const auto a = (*before)[i], b = own[i];
        std::set_union(a.begin(), a.end(), b.begin(), b.end(), std::back_inserter(next));
        begin.push_back(static_cast<std::uint32_t>(next.size()));
    }
    return std::make_shared<const near::followers>(std::move(begin), std::move(next));
}

template <class Knn, auto Make>
struct by {
    static any_pointer train(job& j) {
        typename Knn::options_type options = Make(j.set);
        if constexpr (requires { options.score.next; }) options.score.next = with_more(nullptr, j.log);
        auto sessions = std::make_shared<near::session_index>(j.log, near::index_options{.most_recent = options.recent});
        return saved<Knn>(std::move(sessions), options, j);
    }
    static any_pointer update(const nc::io::any_recommender& before, job& j) {
        const Knn& old = *nc::io::as<Knn>(before);
        const auto items = nc::data::all_items_of(old.items(), j.log.items());
        if (old.sessions().has_times() && !j.log.has_times())
            throw nc::argument_error("the sessions of the model have times, and this log has none; name their column (--time)");
        const std::size_t sessions_before = old.sessions().session_count();
        const auto log = nc::data::encoded_with(std::move(j.log), items);
        near::live_index growing(std::shared_ptr<const near::session_index>(std::shared_ptr<const Knn>(), &old.sessions()), items->size());
        for (std::size_t s = 0; s < log.session_count(); ++s) growing.add(log.items_of(s), log.has_times() ? log.times_of(s).back() : 0);
        typename Knn::options_type options = old.settings();
        if constexpr (requires { options.score.next; }) options.score.next = with_more(options.score.next.get(), log);
        auto all = std::make_shared<near::session_index>(growing.compacted(items));
        all->about().logs.push_back(nc::data::facts_of(log));
        std::fprintf(stderr, "%zu sessions and %zu items more, %zu sessions and %zu items in all\n", log.session_count(),
                     items->size() - old.item_count(), sessions_before + log.session_count(), items->size());
        return saved<Knn>(std::move(all), options, j);
    }
};

const std::vector<std::string_view> usual{"--neighbours", "--recent", "--longest"};
std::vector<std::string_view> usual_and(std::initializer_list<std::string_view> more) {
    auto all = usual;
    all.insert(all.end(), more);
    return all;
}

types::sknn::options_type sknn(const settings& s) { return {.neighbours = s.neighbours, .recent = s.recent, .max_length = s.max_length}; }
types::sfsknn::options_type sfsknn(const settings& s) {
    return {.neighbours = s.neighbours, .recent = s.recent, .max_length = s.max_length};
}
types::vmis::options_type vmis(const settings& s) { return {.neighbours = s.neighbours, .recent = s.recent, .max_length = s.max_length}; }
template <class Knn>
typename Knn::options_type rare(const settings& s) {
    return {.neighbours = s.neighbours, .recent = s.recent, .max_length = s.max_length, .score = {.gamma = static_cast<float>(s.rarity)}};
}
types::stan::options_type stan(const settings& s) {
    return {.neighbours = s.neighbours,
            .recent = s.recent,
            .max_length = s.max_length,
            .similarity = {.days = static_cast<float>(s.days)},
            .score = {.distance = static_cast<float>(s.distance),
                      .gamma = static_cast<float>(s.rarity),
                      .decay = {.steps = static_cast<float>(s.back)}}};
}
template <class Knn, auto Make>
kind of(std::string_view name, std::string_view about, std::vector<std::string_view> supports, settings defaults = {}) {
    defaults.max_length = types::sknn::options_type{}.max_length;  // all clicks of an endless session would take quadratic time
    return {.name = name,
            .about = about,
            .defaults = std::move(defaults),
            .supports = std::move(supports),
            .train = by<Knn, Make>::train,
            .update = by<Knn, Make>::update};
}
}  // namespace

KIND_IS_LOADED_HERE(sknn)
KIND_IS_LOADED_HERE(ssknn)
KIND_IS_LOADED_HERE(sfsknn)
KIND_IS_LOADED_HERE(vsknn)
KIND_IS_LOADED_HERE(vsknn_quadratic)
KIND_IS_LOADED_HERE(stan)
KIND_IS_LOADED_HERE(vmis)
const kind sknn_kind = of<types::sknn, sknn>("sknn", "S-kNN: items of the sessions that share items with the current one", usual);
const kind ssknn_kind = of<types::ssknn, rare<types::ssknn>>("ssknn", "S-SkNN: later shared clicks count more", usual_and({"--rarity"}));
const kind sfsknn_kind =
    of<types::sfsknn, sfsknn>("sfsknn", "SF-SkNN: only items that followed the last item in a training session", usual);
const kind vsknn_kind = of<types::vsknn, rare<types::vsknn>>(
    "vsknn", "V-SkNN: later clicks weigh more; needs no training, the second to try", usual_and({"--rarity"}));
const kind vsknn_quadratic_kind = of<types::vsknn_quadratic, rare<types::vsknn_quadratic>>(
    "vsknn_quadratic", "V-SkNN with quadratic weights", usual_and({"--rarity"}), {.neighbours = 200, .recent = 5000});
const kind stan_kind = of<types::stan, stan>("stan", "STAN: recent sessions and nearby clicks count more; needs times",
                                             usual_and({"--days", "--distance"}), {.neighbours = 500, .recent = 5000});
const kind vstan_kind = of<types::stan, stan>("vstan", "V-STAN: STAN, and rare items count more; needs times",
                                              usual_and({"--days", "--distance", "--back", "--rarity"}),
                                              {.neighbours = 500, .recent = 5000, .rarity = 5, .back = 1.02});
const kind vmis_kind = of<types::vmis, vmis>("vmis", "VMIS-kNN: does not rank the last item again", usual);
