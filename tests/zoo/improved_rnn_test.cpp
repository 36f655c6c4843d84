// SPDX-License-Identifier: Apache-2.0
#include "nextclick/zoo/improved_rnn.hpp"

#include <boost/mp11/list.hpp>
#include <boost/test/unit_test.hpp>

#include "nextclick/output/tied.hpp"
#include "whole_sessions.hpp"

BOOST_AUTO_TEST_SUITE(zoo_improved_rnn)

namespace nc = nextclick;
using namespace nc;
using whole_sessions::names;

namespace {
struct m1 {
    static constexpr const char* file = "tan";
    static inline const names parameters{};
    template <class T>
    using model = typename zoo::improved_rnn<2, 3>::template rebind<T>;
};
struct m3 : m1 {
    static constexpr const char* file = "tan_distilled";
    template <class T>
    using model = typename zoo::improved_rnn_distilled<2, 3>::template rebind<T>;
};
struct m4 {
    static constexpr const char* file = "tan_cosine";
    static inline const names parameters{{{"output.items", "frozen.items"}}};
    template <class T>
    using model = typename zoo::improved_rnn_cosine<3, 3>::template rebind<T>;
};
/// Clicks are read from the frozen table too: the input's table is also the table of the cosine.
struct m4_frozen_input {
    static constexpr const char* file = "tan_cosine_frozen_input";
    static inline const names parameters{{{"input.items", "frozen.items"}}};
    template <class T>
    using model = typename zoo::improved_rnn_cosine<3, 3, output::tied<output::unbiased>>::template rebind<T>;
};
using teacher_model = m1::model<double>;

teacher_model stored_teacher() {
    teacher_model net(toy::numbered_items(11));
    whole_sessions::set_weights(net, whole_sessions::load("tan_teacher"), m1::parameters);
    return net;
}

/// The inputs of a student beside a batch: its teacher reads each session from its end.
struct distilled_from {
    using student = m3::model<double>;
    const teacher_model* teacher;

    objective::inputs_of<student> operator()(const student&, pass& run, const event_rows& rows, const objective::stream_plan& plan) const {
        return {read_backwards(*teacher, run, rows), plan};
    }
};
}  // namespace

BOOST_AUTO_TEST_CASE(m1_follows_its_equations) {
    whole_sessions::replay<m1>();
    whole_sessions::same_by_prefixes<m1>();
    whole_sessions::agrees_with_central_differences<m1>();
}

BOOST_AUTO_TEST_CASE(m4_follows_its_equations) {
    whole_sessions::replay<m4>();
    whole_sessions::same_by_prefixes<m4>();
    whole_sessions::agrees_with_central_differences<m4>();
}

BOOST_AUTO_TEST_CASE(m4_on_a_frozen_input_follows_its_equations) {
    whole_sessions::replay<m4_frozen_input>();
    whole_sessions::same_by_prefixes<m4_frozen_input>();
    whole_sessions::agrees_with_central_differences<m4_frozen_input>();
}

BOOST_AUTO_TEST_CASE(the_teacher_follows_its_equations) {
    const auto file = whole_sessions::load("tan_teacher"), distilled = whole_sessions::load("tan_distilled");
    const teacher_model net = stored_teacher();
    const whole_sessions::batch stored(distilled, whole_sessions::lane::session);
    workspace memory;
    pass run{.memory = memory};
    const auto outputs = read_backwards(net, run, stored.rows());
    std::vector<double> queries, probabilities;
    for (std::size_t r = 0; r < outputs.queries.rows; ++r) {
        BOOST_TEST(outputs.has(r) == (distilled.get("teacher.known")(0, r) == 1));
        if (!outputs.has(r)) continue;
        queries.insert(queries.end(), outputs.queries.row(r).begin(), outputs.queries.row(r).end());
        std::vector<double> p;
        double total = 0;
        std::vector<double> scores(outputs.items.size());
        outputs.items.score(outputs.queries.row(r), 0, scores);
        for (const double score : scores) {
            p.push_back(std::exp(score));
            total += p.back();
        }
        for (const double v : p) probabilities.push_back(v / total);
    }
    whole_sessions::same(file, "query", 3, queries, 1e-9);
    whole_sessions::same(file, "probabilities", 11, probabilities, 1e-9);
}

BOOST_AUTO_TEST_CASE(m3_follows_its_equations) {
    const teacher_model teacher = stored_teacher();
    BOOST_TEST(distilled_from::student::policies{}.loss.weight == whole_sessions::load("tan_distilled").number("setting.share"));
    whole_sessions::replay<m3>(distilled_from{&teacher});
}

BOOST_AUTO_TEST_SUITE_END()
