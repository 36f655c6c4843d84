// SPDX-License-Identifier: Apache-2.0
#include "nextclick/io/options.hpp"

#include <array>
#include <boost/test/unit_test.hpp>
#include <memory>
#include <string>
#include <tuple>
#include <type_traits>
#include <utility>

#include "nextclick/core/options.hpp"
#include "nextclick/nextclick.hpp"
#include "temporary_folder.hpp"

BOOST_AUTO_TEST_SUITE(options)

namespace nc = nextclick;
namespace io = nc::io;
namespace zoo = nc::zoo;
using nc::dynamic;

namespace {

using event = nc::input::sum<nc::input::embedding<dynamic>, nc::input::categorical<"Device", dynamic>>;
using item = nc::input::sum<nc::input::embedding<dynamic>, nc::input::of_item<nc::input::join<nc::input::bag<"Title", dynamic>>>>;
using feature = nc::input::join<nc::input::vector<"Image", dynamic>, nc::input::numeric<"Price">>;
using namespace nc::neighbours;

/// All types with a kind_name, and the policies used with them.
template <class Model>
using policies = typename Model::policies;
using everything = std::tuple<
    policies<zoo::gru4rec<dynamic>>, policies<zoo::gru4rec_2016<dynamic>>, policies<zoo::gru4rec_bpr_max<dynamic>>,
    policies<zoo::gru4rec_2016<dynamic, nc::loss::top1_max, nc::activation::leaky_relu>>, policies<zoo::narm<dynamic, dynamic>>,
    policies<zoo::narm_sampled<dynamic, dynamic>>, policies<zoo::narm_code<dynamic, dynamic>>, policies<zoo::narm_global<dynamic, dynamic>>,
    policies<zoo::narm_local<dynamic, dynamic>>, policies<zoo::narm_dense_decoder<dynamic, dynamic>>, policies<zoo::stamp<dynamic>>,
    policies<zoo::stamp_code<dynamic>>, policies<zoo::stamp_sampled<dynamic>>, policies<zoo::stmp<dynamic>>, policies<zoo::stmo<dynamic>>,
    policies<zoo::improved_rnn<dynamic, dynamic>>, policies<zoo::improved_rnn_distilled<dynamic, dynamic>>,
    policies<zoo::improved_rnn_cosine<dynamic, dynamic>>, policies<zoo::encoder_decoder<dynamic, dynamic>>,
    policies<zoo::encoder_decoder_plain<dynamic, dynamic>>, policies<zoo::encoder_decoder_alignment<dynamic, dynamic>>,
    policies<zoo::encoder_decoder_intent<"Purchase", dynamic, dynamic>>, policies<zoo::hrnn<nc::encoder::hrnn::all, dynamic, dynamic>>,
    policies<zoo::hrnn_tied<nc::encoder::hrnn::init, dynamic, dynamic>>, policies<zoo::rib<dynamic>>, policies<zoo::rib_tied<dynamic>>,
    policies<zoo::rib_cosine<>>, policies<zoo::context_mf<event, item>>, policies<zoo::context_nn<event, item, dynamic, dynamic>>,
    policies<zoo::p_rnn_feature<feature, dynamic>>, policies<zoo::p_rnn_concatenated<feature, dynamic>>,
    policies<zoo::p_rnn_parallel<feature, dynamic, dynamic>>, policies<zoo::p_rnn_shared<feature, dynamic>>,
    policies<zoo::session_embedding<"Action", dynamic, dynamic>>, policies<zoo::listwise_dnn<"Action", dynamic, dynamic>>,
    policies<nc::baseline::bpr_mf<dynamic>>, sknn<>::options_type, ssknn<>::options_type, sfsknn<>::options_type,
    vsknn<weight::exponential, decay::exponential, similarity::weighted_cosine>::options_type, stan::options_type, vmis::options_type,
    nc::baseline::item_knn::options_type, nc::baseline::sequential_rules::options_type, nc::baseline::markov_chain::options_type,
    nc::baseline::association_rules::options_type, nc::baseline::popularity::options_type, nc::optimizer::adadelta, nc::optimizer::rmsprop,
    nc::optimizer::sgd, nc::optimizer::clipped<nc::optimizer::regularised<nc::optimizer::adam>>,
    nc::optimizer::scheduled<nc::optimizer::adagrad, nc::optimizer::warm_up<nc::optimizer::step_decay>>,
    nc::optimizer::scheduled<nc::optimizer::adagrad, nc::optimizer::cosine_decay>>;

// The number of members of an aggregate, each base counted as one.
struct anything {
    template <class T>
    operator T() const;
};
template <class T, std::size_t... I>
constexpr bool takes(std::index_sequence<I...>) {
    return requires { T{(static_cast<void>(I), anything{})...}; };
}
template <class T, std::size_t N = 12>
constexpr std::size_t member_count() {
    if constexpr (takes<T>(std::make_index_sequence<N>{}))
        return N;
    else
        return member_count<T, N - 1>();
}
/// Members and bases that are not options.
template <class T>
inline constexpr std::size_t others = 0;
template <>
inline constexpr std::size_t others<nc::sampler::in_batch> = 1;  // draws_nothing
template <std::size_t Units, class Activation>
inline constexpr std::size_t others<nc::attention::additive<Units, Activation>> = 1;  // pairs
template <std::size_t Units, class Bias, class Activation>
inline constexpr std::size_t others<nc::attention::stamp<Units, Bias, Activation>> = 1;
template <class P>
inline constexpr std::size_t others<nc::baseline::item_to_item_options<P>> = 1;  // threads change no answer

/// Whether every nested policy lists all its members.
template <class P>
void all_are_listed() {
    if constexpr (nc::HasOptions<P>) {
        static constexpr auto list = P::options();
        if constexpr (std::is_aggregate_v<P>) BOOST_TEST(member_count<P>() - others<P> == decltype(P::options())::size, typeid(P).name());
        [&]<std::size_t... I>(std::index_sequence<I...>) {
            (all_are_listed<std::remove_cvref_t<decltype(std::declval<P&>().*(nc::detail::nth_field<I>(list).member))>>(), ...);
        }(std::make_index_sequence<decltype(P::options())::size>{});
    } else {
        constexpr bool value =
            std::is_arithmetic_v<P> || std::is_enum_v<P> || nc::is_extent<P> || io::detail::is_array<P> || io::detail::is_pointer<P>;
        BOOST_TEST((value || std::is_empty_v<P>), typeid(P).name());
    }
}

/// Changes the value; false if that is impossible, or if the file stores it elsewhere.
template <class V>
bool change(V& value) {
    if constexpr (std::is_same_v<V, bool>)
        value = !value;
    else if constexpr (std::is_same_v<V, nc::extent<dynamic>>)
        value = value + 3;
    else if constexpr (nc::is_extent<V> || io::detail::is_pointer<V>)
        return false;
    else if constexpr (std::is_enum_v<V>)
        value = static_cast<V>(static_cast<int>(value) + 1);
    else if constexpr (io::detail::is_array<V>)
        change(value[0]);
    else if constexpr (std::is_floating_point_v<V>)
        value = value * static_cast<V>(1.1) + static_cast<V>(0.1);
    else
        value = value + 1;
    return true;
}

}  // namespace

BOOST_AUTO_TEST_CASE_TEMPLATE(no_option_is_left_out, Policies, everything) {
    all_are_listed<Policies>();
    const std::string plain = io::detail::options_text(Policies{});
    std::size_t count = 0;
    nc::for_each_option([&](const std::string&, auto&) { ++count; }, std::as_const(*std::make_unique<Policies>()));
    for (std::size_t k = 0; k < count; ++k) {
        Policies other;
        std::size_t at = 0;
        bool changed = false;
        std::string name;
        nc::for_each_option(
            [&](const std::string& path, auto& value) {
                if (at++ != k) return;
                name = path;
                changed = change(value);
            },
            other);
        if (!changed) continue;
        const std::string text = io::detail::options_text(other);
        BOOST_TEST(text != plain, name);
        // And restores it.
        const temporary_folder folder;
        io::tensor_writer file;
        file.metadata[io::detail::options_key] = text;
        file.write(folder.path / "a");
        Policies back;
        std::string faults;
        BOOST_TEST(io::detail::read_options(io::tensor_file::open(folder.path / "a"), back, false, faults));
        BOOST_TEST(faults == "");
        BOOST_TEST(io::detail::options_text(back) == text, name);
    }
}

BOOST_AUTO_TEST_CASE(numbers_have_the_shortest_exact_spelling) {
    knn_options<similarity::cosine, score::vmis> options;
    options.score.idf_weight = 2.05f;
    BOOST_TEST(io::detail::options_text(options) == R"({"neighbours":100,"recent":1000,"longest":200,"score.idf_weight":2.05})");
    options.score.idf_weight = std::numeric_limits<float>::infinity();
    BOOST_TEST(io::detail::options_text(options).ends_with(R"("score.idf_weight":"inf"})"));
}

struct with_signs {
    int offset = -5, count = 7;
    static constexpr auto options() {
        return nc::field_list{nc::field{"offset", &with_signs::offset}, nc::field{"count", &with_signs::count}};
    }
};
BOOST_AUTO_TEST_CASE(whole_numbers_may_have_signs_and_files_set_those_without) {
    BOOST_TEST(io::detail::options_text(with_signs{}) == R"({"offset":-5,"count":7})");
    const temporary_folder folder;
    const auto read = [&](const char* text, with_signs& to) {
        io::tensor_writer file;
        file.metadata[io::detail::options_key] = text;
        file.write(folder.path / "a");
        std::string faults;
        io::detail::read_options(io::tensor_file::open(folder.path / "a"), to, false, faults);
        return faults;
    };
    with_signs back;
    BOOST_TEST(read(R"({"count":9})", back) == "");
    BOOST_TEST(back.count == 9);
    BOOST_TEST(read(R"({"offset":-4})", back).find("option 'offset' cannot be -4") != std::string::npos);
    // A list that is not an option's does not become values, which need more memory than its text.
    std::string zeros = "0";
    for (int i = 0; i < 5000; ++i) zeros += ",0";
    BOOST_TEST(read((R"({"count":[)" + zeros + "]}").c_str(), back).find("option 'count' cannot be [0,0") != std::string::npos);
}

struct of_the_user {  // a similarity without a list of options
    static constexpr bool reads_sizes = false, reads_ages = false;
    float strength = 1;
    static std::string name() { return "of_the_user"; }
    static float weigh(float, float) { return 1; }
    float of(const common& c) const { return c.sum * strength; }
};
BOOST_AUTO_TEST_CASE(a_policy_without_options_is_marked_as_such) {
    const std::string text = io::detail::options_text(knn_options<of_the_user, score::plain>{});
    BOOST_TEST(text.find(R"x("similarity":"(not listed)")x") != std::string::npos);
}

BOOST_AUTO_TEST_SUITE_END()
