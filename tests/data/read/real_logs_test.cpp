// SPDX-License-Identifier: Apache-2.0
#include <boost/test/unit_test.hpp>
#include <cstdlib>
#include <filesystem>

#include "data/support.hpp"
#include "nextclick/data/encode.hpp"
#include "nextclick/data/read/gzip.hpp"

BOOST_AUTO_TEST_SUITE(data_real_logs)

// Public click logs against their published counts. Their licences keep them out of the repository: set NEXTCLICK_DATA to a
// directory with diginetica/train.tsv.gz and test.tsv.gz, and so on. Missing logs are skipped.

using namespace nextclick::data;

namespace {
bool present(const char* log, std::filesystem::path& directory) {
    const char* root = std::getenv("NEXTCLICK_DATA");
    directory = std::filesystem::path(root != nullptr ? root : "") / log;
    const bool yes = root != nullptr && std::filesystem::exists(directory);
    if (!yes) BOOST_TEST_MESSAGE("skipped: " << log << " (set NEXTCLICK_DATA to a directory that has it)");
    return yes;
}
std::size_t unknown_targets(const click_log& test) {
    std::size_t n = 0;
    for (std::size_t s = 0; s < test.session_count(); ++s)
        for (const auto i : test.items_of(s).subspan(1)) n += i == nextclick::no_item ? 1 : 0;
    return n;
}
}  // namespace

BOOST_AUTO_TEST_CASE(diginetica) {
    std::filesystem::path at;
    if (!present("diginetica", at)) return;
    const auto train = read_clicks(at / "train.tsv.gz", gzip{});
    const auto test = encoded_with(read_clicks(at / "test.tsv.gz", gzip{}), train);
    BOOST_CHECK_EQUAL(train.session_count(), 186'670u);
    BOOST_CHECK_EQUAL(test.session_count(), 15'963u);
    BOOST_CHECK_EQUAL(train.event_count() + test.event_count(), 982'961u);
    BOOST_CHECK_EQUAL(train.items().size(), 43'097u);
    BOOST_CHECK_EQUAL(train.event_count() - train.session_count(), 719'470u);  // prefix examples, as published
    BOOST_CHECK_EQUAL(test.event_count() - test.session_count(), 60'858u);
    BOOST_CHECK_EQUAL(unknown_targets(test), 0u);
    BOOST_CHECK_LE(train.memory_bytes(), 24 * train.event_count());
}

BOOST_AUTO_TEST_CASE(yoochoose_1_64) {
    std::filesystem::path at;
    if (!present("yoochoose1_64", at)) return;
    const auto train = read_clicks(at / "train.tsv.gz", gzip{});
    const auto test = encoded_with(read_clicks(at / "test.tsv.gz", gzip{}), train);
    BOOST_CHECK_EQUAL(train.event_count() + test.event_count(), 557'248u);
    BOOST_CHECK_EQUAL(train.event_count() - train.session_count(), 369'859u);
    BOOST_CHECK_EQUAL(test.event_count() - test.session_count(), 55'898u);
    BOOST_CHECK_EQUAL(unknown_targets(test), 412u);
}

BOOST_AUTO_TEST_CASE(jd_without_times_and_globo_with_users) {
    std::filesystem::path at;
    if (present("jd_appliances", at)) {
        read_options options;
        options.time.clear();
        options.columns = {{"Action"}, {"Category"}, {"Dwell", column_type::numeric}};
        const auto log = read_clicks(at / "events.tsv.gz", gzip{}, options);
        BOOST_CHECK(log.session_count() == 1'866 && !log.has_times());
        BOOST_CHECK_EQUAL(log.column("Action").categories().size(), 10u);
    }
    if (present("globo_returning_users", at)) {
        read_options options;
        options.user = "UserId";
        read_report r;
        const auto log = read_clicks(at / "events.tsv.gz", gzip{}, options, &r);
        BOOST_CHECK(log.session_count() == 72'241 && log.event_count() == 224'219 && log.items().size() == 12'319);
        BOOST_CHECK(log.users().size() == 8'154 && r.unit == time_unit::milliseconds && r.user_changes == 0);
    }
}

BOOST_AUTO_TEST_SUITE_END()
