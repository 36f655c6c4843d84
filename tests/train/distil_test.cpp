// SPDX-License-Identifier: Apache-2.0
// Learning with privileged information: the trainer gets a teacher that reads sessions from their end.
#include <boost/test/unit_test.hpp>
#include <vector>

#include "nextclick/batch.hpp"
#include "nextclick/data/edit/reversed.hpp"
#include "nextclick/optimizer.hpp"
#include "nextclick/train/train.hpp"
#include "nextclick/zoo/improved_rnn.hpp"
#include "toy.hpp"

BOOST_AUTO_TEST_SUITE(distil_tests)

namespace nc = nextclick;
namespace train = nc::train;
using nc::batch::whole_sessions;

namespace {
using teacher_type = nc::zoo::improved_rnn<6, 8>;
using student_type = nc::zoo::improved_rnn_distilled<6, 8>;
const nc::optimizer::adam rule{.rate = 0.02};
const train::options options{.epochs = 4, .batch = 64, .session_order = train::order::shuffled};

std::vector<float> numbers(const student_type& net) {
    std::vector<float> all;
    nc::for_each_parameter([&](std::string_view, const auto& w) { all.insert(all.end(), w.data.begin(), w.data.end()); }, net.weights);
    return all;
}
std::vector<float> distilled_weights(const nc::data::click_log& log, const teacher_type& teacher, double weight, int threads) {
    student_type net(log.items(), {.loss = {.weight = weight}});
    auto run = options;
    run.threads = threads;
    train::distil(net, teacher, log, rule, run);
    return numbers(net);
}
}  // namespace

BOOST_AUTO_TEST_CASE(a_teacher_changes_the_model_and_the_bits_do_not_depend_on_threads) {
    const auto log = toy::chained_log(60, 200);
    teacher_type teacher(log.items(), {}, 2);
    train::train<whole_sessions>(teacher, nc::data::reversed(log), rule, options);
    const auto one = distilled_weights(log, teacher, 0.2, 1);
    BOOST_TEST((one == distilled_weights(log, teacher, 0.2, 2)));
    BOOST_TEST((one == distilled_weights(log, teacher, 0.2, 3)));
    BOOST_TEST((one != distilled_weights(log, teacher, 0.3, 1)));
}

// With weight 0 the teacher has no effect: the model is M1, number for number except for the order of some sums.
BOOST_AUTO_TEST_CASE(a_teacher_of_weight_0_has_no_effect) {
    const auto log = toy::chained_log(60, 200);
    const teacher_type teacher(log.items(), {}, 2);
    student_type student(log.items(), {.loss = {.weight = 0}});
    teacher_type alone(log.items());
    train::distil(student, teacher, log, rule, options);
    train::train<whole_sessions>(alone, log, rule, options);
    double worst = 0;
    nc::for_each_parameter(
        [&](std::string_view, const auto& a, const auto& b) {
            for (std::size_t i = 0; i < a.data.size(); ++i) worst = std::max(worst, static_cast<double>(std::abs(a.data[i] - b.data[i])));
        },
        student.weights, alone.weights);
    BOOST_TEST(worst < 1e-3);
}

BOOST_AUTO_TEST_CASE(a_teacher_is_required_and_must_fit) {
    const auto log = toy::chained_log(60, 200), other = toy::chained_log(50, 200);
    student_type student(log.items());
    const auto names_the_way = [](const nc::argument_error& e) { return std::string(e.what()).find("train::distil") != std::string::npos; };
    BOOST_CHECK_EXCEPTION(train::train<whole_sessions>(student, log, rule, options), nc::argument_error, names_the_way);
    const teacher_type foreign_teacher(other.items());
    BOOST_CHECK_THROW(train::distil(student, foreign_teacher, log, rule, options), nc::argument_error);
}

BOOST_AUTO_TEST_SUITE_END()
