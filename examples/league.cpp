// SPDX-License-Identifier: Apache-2.0
// All models and methods on one log: counts, rules, neighbours, networks and hybrids are trained, measured and timed, one after the
// other. The table and a page with charts are written after each entrant (league/league.tsv, league.html); a stopped run continues
// from them. examples/league/*.cpp define the entrants and their training.
#include "league/league.hpp"

int main(int argc, char** argv) {
    return program::run_program([&] {
        auto options = read_options(argc, argv, options::logs | options::model | options::checkpoints | options::time_again,
                                    {.model = "league",
                                     .simulator = {.sessions = 20'000, .items = 1'000},
                                     .quick_sessions = 1'000,
                                     .quick_items = 200,
                                     .seed = 1,
                                     .kinds = {"simulated", "other", "yoochoose", "diginetica"}});
        if (options.kind == "simulated" && !options.train.empty()) options.kind = "other";
        league::check(options);
        league all(read_logs(options), options);
        std::printf("%s\n", all.about().c_str() + 2);
        enter_baselines(all);
        enter_gru4rec(all);
        enter_attention(all);
        enter_together(all);
        enter_recurrent(all);
        enter_users_and_columns(all);
        enter_context(all);
        all.finish();

        auto table = all.results();
        std::sort(table.begin(), table.end(), [](const entrant_result& a, const entrant_result& b) { return a.mrr20 > b.mrr20; });
        std::printf("\n%-26s %9s %8s %9s %9s %8s %8s %8s\n", "", "Recall@20", "MRR@20", "coverage", "training", "p50", "p90", "MB");
        for (const entrant_result& s : table)
            std::printf("%-26s %9.4f %8.4f %9.3f %7.1f s %5.0f us %5.0f us %8.2f\n", s.name.c_str(), s.recall20, s.mrr20, s.coverage,
                        s.seconds, s.p50, s.p90, s.megabytes);
        std::printf("charts: %s\n", (all.folder() / "league.html").c_str());
    });
}
