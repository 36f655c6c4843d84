// SPDX-License-Identifier: Apache-2.0
// Clicks from a user-defined source: a queue, a database, a Parquet file. Any source of single events, in any order, fills a
// log_builder, which builds the same log as a file of these events.
#include <chrono>
#include <cstdint>
#include <cstdio>
#include <nextclick/nextclick.hpp>
#include <optional>
#include <string>

#include "command_line.hpp"

namespace nc = nextclick;

/// A row as a database driver returns it: times in microseconds, a price that may be null. Here rows are drawn.
struct row {
    std::string visit, product, action;
    std::int64_t microseconds;
    std::optional<double> price;
};
class source {
public:
    explicit source(std::uint64_t rows) : rows_(rows) {}
    bool next(row& r) {
        if (at_ == rows_) return false;
        const auto draw = [&](std::uint64_t which, std::uint32_t below) { return random_.below(5 * at_ + which, below); };
        r = {"visit-" + std::to_string(at_ / 8 + draw(0, 20)), "sku-" + std::to_string(draw(1, 30) * draw(2, 30)),
             draw(3, 10) == 0 ? "buy" : "view", 1'700'000'000'000'000 + static_cast<std::int64_t>(at_) * 1000 + draw(4, 2'000'000),
             std::nullopt};
        if (r.action == "buy") r.price = 9.5;
        ++at_;
        return true;
    }

private:
    nc::random_stream random_{1, 2};
    std::uint64_t rows_, at_ = 0;
};

int main(int argc, char** argv) {
    return program::run_program([&] {
        CLI::App app("Reads clicks from a source of one's own");
        std::uint64_t rows = 1'000'000;
        bool quick = false;
        CLI::Option* given =
            app.add_option("--rows", rows, "rows of the source")->capture_default_str()->check(program::whole_number(10, 1'000'000'000));
        app.add_flag("--quick", quick, "few rows")->excludes(given);
        program::parse(app, argc, argv);
        if (quick) rows = 10'000;

        nc::data::log_builder builder({.columns = {{"Action"}, {"Price", nc::data::column_type::numeric}}});
        source database(rows);
        for (row r; database.next(r);)
            builder.add(r.visit, r.product, std::chrono::microseconds(r.microseconds), {},
                        {r.action, r.price ? nc::data::field_value(*r.price) : nc::data::field_value()});
        nc::data::build_report report;
        const nc::data::click_log log = std::move(builder).build(&report);

        std::printf(
            "%zu events, %zu sessions, %zu items; %llu came out of order, %llu at one time, sessions were taken up again %llu times\n",
            log.event_count(), log.session_count(), log.items().size(), static_cast<unsigned long long>(report.out_of_order),
            static_cast<unsigned long long>(report.ties), static_cast<unsigned long long>(report.interleaved));
        const nc::data::train_test part = nc::data::last_fraction(log, .1);
        std::printf("the last tenth: %zu sessions to test on\n", part.test.session_count());
        return log.event_count() == rows ? 0 : 1;
    });
}
