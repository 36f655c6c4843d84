// SPDX-License-Identifier: Apache-2.0
// Counts, rules and neighbours, which need no training.
#include "league.hpp"

using namespace nc::neighbours;
using namespace nc::baseline;

void enter_baselines(league& all) {
    const auto& log = all.logs.train;
    const settings& set = all.set;
    all.enter("POP", "counts", 1, [&] { return popularity(log); });
    all.enter("S-POP", "counts", 1, [&] { return session_popularity(log); });
    all.enter("item-kNN", "rules", 1, [&] { return item_knn(log, {.kept = set.kept}); });
    all.enter("AR", "rules", 1, [&] { return association_rules(log, {.kept = set.kept}); });
    all.enter("AR, 20 kept", "rules", 1, [&] { return association_rules(log); });
    all.enter("MC", "rules", 1, [&] { return markov_chain(log); });
    all.enter("SR", "rules", 1, [&] { return sequential_rules(log, {.kept = set.kept}); });
    const std::size_t epochs = all.options.quick ? 2 : bpr_mf_options{}.epochs;
    all.enter("BPR-MF", "factors", epochs, [&] {
        bpr_mf<> net(log.items(), {}, all.options.weights_seed());
        learn_bpr_mf(net, log, {.epochs = epochs, .seed = all.options.training_seed()});
        return net;
    });
    const std::size_t k = set.neighbours, m = set.recent;
    all.enter("S-kNN", "neighbours", 1, [&] { return sknn<>(log, {.neighbours = k, .recent = m}); });
    all.enter("S-kNN of more", "neighbours", 1, [&] { return sknn<>(log, {.neighbours = k, .recent = 10 * m}); });
    all.enter("S-SkNN", "neighbours", 1, [&] { return ssknn<>(log, {.neighbours = k, .recent = m}); });
    all.enter("SF-SkNN", "neighbours", 1,
              [&] { return sfsknn<>(log, {.neighbours = k, .recent = m, .score = {.next = std::make_shared<const followers>(log)}}); });
    all.enter("V-SkNN", "neighbours", 1, [&] { return vsknn<>(log, {.neighbours = k, .recent = m}); });
    all.enter("V-SkNN quadratic", "neighbours", 1,
              [&] { return vsknn<weight::quadratic, decay::quadratic>(log, {.neighbours = 200, .recent = 5 * m}); });
    all.enter("VMIS", "neighbours", 1, [&] { return vmis(log, {.neighbours = k, .recent = m}); });
    if (!log.has_times()) return;
    const float days = set.true_times ? 5.0f : 0.0f;
    all.enter("STAN", "neighbours", 1, [&] { return stan(log, {.neighbours = k, .recent = 5 * m, .similarity = {.days = days}}); });
    all.enter("V-STAN", "neighbours", 1, [&] {
        auto options = vstan_options();
        options.neighbours = k;
        options.recent = 5 * m;
        options.similarity.days = days;
        return stan(log, options);
    });
}
