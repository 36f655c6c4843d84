// SPDX-License-Identifier: Apache-2.0
#include "nextclick/io/session_index.hpp"

#include <boost/test/unit_test.hpp>
#include <fstream>

#include "io/temporary_folder.hpp"
#include "nextclick/data/simulate/simulator.hpp"
#include "nextclick/neighbours/methods.hpp"

BOOST_AUTO_TEST_SUITE(files_of_indexes)

namespace nc = nextclick;
using nc::neighbours::session_index;

struct shop {
    temporary_folder folder;
    nc::data::click_log log = nc::data::simulate({.sessions = 300, .items = 60, .users = 50, .categories = 6});
    session_index index{log, {.most_recent = 20}};
    std::filesystem::path path = folder.path / "sessions.safetensors";
};

BOOST_FIXTURE_TEST_CASE(a_loaded_index_ranks_like_the_saved_one, shop) {
    nc::io::save(index, path);
    const auto mapped = std::make_shared<const session_index>(nc::io::load<session_index>(path));
    BOOST_TEST((mapped->items() == log.items()));
    BOOST_TEST(mapped->ended(3) == index.ended(3));
    BOOST_TEST(mapped->most_recent() == 20u);
    const nc::neighbours::stan a(log, {.neighbours = 10, .recent = 20}), b(mapped, {.neighbours = 10, .recent = 20});
    std::filesystem::remove(path);  // removes the name; the mapping stays
    nc::ranker::score_list x, y;
    for (std::size_t s = 0; s < log.session_count(); ++s) {
        x.reset(60);
        y.reset(60);
        a.score({log.items_of(s)}, x);
        b.score({log.items_of(s)}, y);
        BOOST_TEST_REQUIRE(x.size() == y.size());
        for (const auto i : x.items()) BOOST_TEST_REQUIRE(x[i] == y[i]);
    }
}
BOOST_FIXTURE_TEST_CASE(a_replaced_file_leaves_its_readers_alone, shop) {
    nc::io::save(index, path);
    const auto first = nc::io::load<session_index>(path);
    nc::io::save(session_index(log), path);
    BOOST_TEST(first.most_recent() == 20u);
    BOOST_TEST(std::ranges::equal(first.parts().postings, index.parts().postings));
    BOOST_TEST(nc::io::load<session_index>(path).most_recent() == 5000u);
}
BOOST_FIXTURE_TEST_CASE(damage_is_detected_and_reported, shop) {
    nc::io::save(index, path);
    const std::string bytes = nc::io::read_whole(path);
    const auto load = [&](std::string damaged) { return nc::io::load<session_index>(nc::io::tensor_file(std::move(damaged), "x")); };
    for (std::size_t n = 0; n < bytes.size(); n += 97) {
        BOOST_CHECK_THROW(load(bytes.substr(0, n)), nc::file_error);
        std::string flipped = bytes;
        flipped[n] = static_cast<char>(flipped[n] ^ 4);
        BOOST_CHECK_THROW(load(flipped), nc::file_error);
    }
    nc::io::tensor_writer other;
    other.write(path);
    BOOST_CHECK_EXCEPTION(nc::io::load<session_index>(path), nc::file_error, says("does not hold an index"));
    other.metadata["nextclick.format"] = "nextclick sessions 2";
    other.write(path);
    BOOST_CHECK_EXCEPTION(nc::io::load<session_index>(path), nc::file_error,
                          says("the file has nextclick sessions 2, expected nextclick sessions 1"));
    BOOST_CHECK_EXCEPTION(nc::io::load<session_index>(folder.path / "none"), nc::file_error, says("cannot be opened"));
    BOOST_CHECK_EXCEPTION(nc::io::load<session_index>(folder.path), nc::file_error, says("is a folder"));
    std::ofstream(path).close();
    BOOST_CHECK_EXCEPTION(nc::io::load<session_index>(path), nc::file_error, says("truncated"));
}
BOOST_FIXTURE_TEST_CASE(arrays_that_do_not_fit_are_refused_though_the_checksum_is_right, shop) {
    std::vector<std::uint32_t> lists(index.parts().postings.begin(), index.parts().postings.end());
    lists[0] = 4'000'000'000u;
    nc::io::save(index, path);
    auto bytes = nc::io::read_whole(path);
    nc::io::tensor_writer file;
    const nc::io::tensor_file good(bytes, "good");
    file.metadata = good.metadata();
    for (const auto& [name, t] : good.tensors()) {
        if (name == "items.sessions")
            file.add<std::uint32_t>(name, lists, {lists.size()});
        else if (t.dtype == "U32")
            file.add_copy<std::uint32_t>(name, good.in_place<std::uint32_t>(name), t.shape);
        else
            file.add_copy<std::int64_t>(name, good.values<std::int64_t>(name), t.shape);
    }
    file.write(path);
    BOOST_CHECK_EXCEPTION(nc::io::load<session_index>(path), nc::file_error, says("not in order"));
    file.metadata["sessions.item_bits"] = "x";
    file.write(path);
    BOOST_CHECK_EXCEPTION(nc::io::load<session_index>(path), nc::file_error, says("is not a number"));
    file.metadata["sessions.item_bits"] = "99";
    file.write(path);
    BOOST_CHECK_EXCEPTION(nc::io::load<session_index>(path), nc::file_error, says("do not fit"));
}

BOOST_AUTO_TEST_SUITE_END()
