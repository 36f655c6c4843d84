// SPDX-License-Identifier: Apache-2.0
#include "nextclick/train/history.hpp"

#include <boost/test/unit_test.hpp>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

#include "nextclick/io/atomic_file.hpp"
#include "nextclick/optimizer/adagrad.hpp"
#include "nextclick/train/checkpoint.hpp"
#include "nextclick/train/train.hpp"
#include "nextclick/zoo/gru4rec.hpp"
#include "toy.hpp"

BOOST_AUTO_TEST_SUITE(history)

namespace nc = nextclick;

namespace {
struct folder {
    std::filesystem::path path;
    folder() {
        std::string name = (std::filesystem::temp_directory_path() / "history.XXXXXX").string();
        if (::mkdtemp(name.data()) == nullptr) throw std::runtime_error("no temporary folder");
        path = name;
    }
    ~folder() { std::filesystem::remove_all(path); }
};
/// The rows of a table, split into fields.
std::vector<std::vector<std::string>> table(const std::filesystem::path& path) {
    std::vector<std::vector<std::string>> rows;
    std::ifstream in(path);
    for (std::string line; std::getline(in, line);) {
        auto& row = rows.emplace_back(1);
        for (const char c : line) {
            if (c == '\t')
                row.emplace_back();
            else
                row.back() += c;
        }
    }
    return rows;
}
using model = nc::zoo::gru4rec<8>;
const nc::optimizer::adagrad rule{.rate = 0.1};
}  // namespace

BOOST_AUTO_TEST_CASE(one_row_per_epoch_with_the_figures_of_the_epoch) {
    const folder at;
    const auto log = toy::chained_log(20, 60), held_out = toy::chained_log(20, 30, 2);
    model net(log.items());
    std::vector<nc::train::epoch_end> ends;
    nc::train::train(net, log, rule, {.epochs = 3, .validation = &held_out}, nc::train::history_to(at.path / "h.tsv"),
                     [&](const nc::train::epoch_end& e) { ends.push_back(e); });
    const auto rows = table(at.path / "h.tsv");
    BOOST_TEST_REQUIRE(rows.size() == 4u);
    BOOST_TEST(rows[0] == (std::vector<std::string>{"epoch", "events", "loss", "seconds", "validation", "validation_seconds", "best"}),
               boost::test_tools::per_element());
    for (std::size_t e = 0; e < 3; ++e) {
        const auto& row = rows[e + 1];
        BOOST_TEST_REQUIRE(row.size() == 7u);
        BOOST_TEST(row[0] == std::to_string(e + 1));
        BOOST_TEST(row[1] == std::to_string(ends[e].events));
        BOOST_TEST(std::stod(row[2]) == ends[e].loss);  // to the last bit
        BOOST_TEST(std::stod(row[3]) == ends[e].seconds);
        BOOST_TEST(std::stod(row[4]) == ends[e].validation);
        BOOST_TEST(row[6] == (ends[e].best ? "1" : "0"));
    }
    nc::train::train(net, log, rule, {.epochs = 1}, nc::train::history_to(at.path / "h.tsv"));  // another run starts a new file
    const auto anew = table(at.path / "h.tsv");
    BOOST_TEST(anew.size() == 2u);
    BOOST_TEST(anew[1][4].empty());  // no validation
}

BOOST_AUTO_TEST_CASE(a_resumed_run_has_every_epoch_once) {
    const auto log = toy::chained_log(20, 60);
    const nc::train::options options{.epochs = 5};
    const auto losses = [&](const std::filesystem::path& path) {
        std::vector<std::string> all;
        for (const auto& row : table(path)) all.push_back(row[0] + ' ' + row[2]);
        return all;
    };
    const folder at;
    model straight(log.items());
    nc::train::train(straight, log, rule, options, nc::train::history_to(at.path / "straight.tsv"));
    for (const std::size_t steps : {1u, 5u, 9u, 13u, 20u}) {
        const auto history = at.path / ("h" + std::to_string(steps)), kept = at.path / ("c" + std::to_string(steps));
        model net(log.items());
        std::size_t left = steps;
        const auto stop = [&](const auto& e) requires requires { e.run.step(); } {
            return --left == 0 ? nc::train::decision::stop : nc::train::decision::proceed;
        };
        using trainer = nc::train::trainer<model, nc::optimizer::adagrad>;
        nc::train::train(net, log, rule, options, nc::train::history_to(history), nc::train::checkpoints(kept, {.seconds = 0}),
                         [&](const nc::train::step_end<trainer>& e) { return stop(e); });
        nc::train::train(net, log, rule, options, nc::train::history_to(history),
                         nc::train::checkpoints(kept, {.on_unfinished = nc::train::unfinished::resume}));
        BOOST_TEST(losses(history) == losses(at.path / "straight.tsv"), boost::test_tools::per_element());
    }
}

BOOST_AUTO_TEST_CASE(other_files_are_not_replaced_and_an_unwritable_place_is_an_error_at_once) {
    const folder at;
    std::ofstream(at.path / "notes.txt") << "epoch\nmy notes\n";
    BOOST_CHECK_THROW(nc::train::history_to(at.path / "notes.txt"), nc::file_error);
    BOOST_CHECK_THROW(nc::train::history_to(at.path / "none" / "h.tsv"), nc::file_error);
    std::ofstream(at.path / "empty.tsv").flush();
    BOOST_CHECK_NO_THROW(nc::train::history_to(at.path / "empty.tsv"));
}

BOOST_AUTO_TEST_CASE(a_history_that_cannot_be_written_later_does_not_end_the_training) {
    const folder at;
    const auto log = toy::chained_log(20, 60);
    model net(log.items());
    std::filesystem::create_directory(at.path / "gone");
    int reports = 0;
    nc::train::history_to history(at.path / "gone" / "h.tsv", [&](const std::string& why) {
        ++reports;
        BOOST_TEST(why.find("h.tsv") != why.npos);
        std::filesystem::create_directory(at.path / "gone");  // the file becomes writable again
    });
    std::filesystem::remove_all(at.path / "gone");
    BOOST_TEST(nc::train::train(net, log, rule, {.epochs = 3}, history).epochs == 3u);
    BOOST_TEST(reports == 1);
    BOOST_TEST(table(at.path / "gone" / "h.tsv").size() == 4u);  // the first epoch was written with the second
}

BOOST_AUTO_TEST_SUITE_END()
