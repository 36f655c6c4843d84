// SPDX-License-Identifier: Apache-2.0
// Rules and counts.
#include <cstdio>
#include <utility>

#include "kinds.hpp"

namespace {
namespace base = nc::baseline;

template <class R>
any_pointer saved(R method, const job& j) {
    for (const auto& [name, text] : j.metadata) method.about().training[name] = text;
    nc::io::save(method, j.model);
    return nc::io::wrap(std::move(method));
}
template <class R, auto Make>
any_pointer train(job& j) {
    return saved(R(j.log, Make(j.set)), j);
}
/// Clicks of further days are added to the counts.
template <class R>
any_pointer update(const nc::io::any_recommender& before, job& j) {
    const R& old = *nc::io::as<R>(before);
    const auto items = nc::data::all_items_of(old.items(), j.log.items());
    auto about = old.about();
    about.support.resize(items->size(), 0);
    about.learned_from(nc::data::encoded_with(std::move(j.log), items));
    std::fprintf(stderr, "%zu new items beside %zu\n", items->size() - old.item_count(), old.item_count());
    return saved(R(items, old.settings(), std::move(about)), j);
}

template <class R>
typename R::options_type item_to_item_options(const settings& s) {
    typename R::options_type options{.kept = s.kept, .last_clicks = s.last_clicks, .max_length = s.max_length};
    if constexpr (requires { options.pairing.steps; }) options.pairing.steps = s.steps;
    return options;
}
base::popularity_options counts(const settings& s) { return {.kept = s.kept}; }

template <class R>
kind item_to_item_kind(std::string_view name, std::string_view about, std::vector<std::string_view> supports = {"--kept", "--last-clicks"},
                       settings set = {}) {
    return {.name = name,
            .about = about,
            .defaults = std::move(set),
            .supports = std::move(supports),
            .train = train<R, item_to_item_options<R>>};
}
template <class R>
kind of_counts(std::string_view name, std::string_view about) {
    return {.name = name, .about = about, .supports = {"--kept"}, .train = train<R, counts>, .update = update<R>};
}
}  // namespace

KIND_IS_LOADED_HERE(popularity)
KIND_IS_LOADED_HERE(session_popularity)
KIND_IS_LOADED_HERE(association_rules)
KIND_IS_LOADED_HERE(markov_chain)
KIND_IS_LOADED_HERE(sequential_rules)
KIND_IS_LOADED_HERE(item_knn)
const kind popularity_kind = of_counts<types::popularity>("popularity", "the most clicked items, for every session");
const kind session_popularity_kind = of_counts<types::session_popularity>("session_popularity", "the most clicked items of the session");
const kind association_rules_kind = item_to_item_kind<types::association_rules>("association_rules", "items clicked in the same sessions",
                                                                                {"--kept", "--last-clicks", "--longest"});
const kind markov_chain_kind =
    item_to_item_kind<types::markov_chain>("markov_chain", "what was clicked next", {"--kept", "--last-clicks"}, {.kept = 20});
const kind sequential_rules_kind = item_to_item_kind<types::sequential_rules>(
    "sequential_rules", "items clicked later, nearer clicks count more", {"--kept", "--last-clicks", "--steps"});
const kind item_knn_kind =
    item_to_item_kind<types::item_knn>("item_knn", "items of the same sessions, by cosine", {"--kept", "--last-clicks", "--longest"});
