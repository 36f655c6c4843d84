// SPDX-License-Identifier: Apache-2.0
#include "nextclick/io/model_file.hpp"

#include <algorithm>
#include <boost/test/unit_test.hpp>
#include <fstream>
#include <limits>
#include <tuple>
#include <type_traits>

#include "nextclick/encoder/dense.hpp"
#include "nextclick/encoder/multi_stream.hpp"
#include "nextclick/encoder/stack.hpp"
#include "nextclick/input/multi_stream.hpp"
#include "nextclick/loss/bpr_max.hpp"
#include "nextclick/sampler/uniform.hpp"
#include "nextclick/serve/session.hpp"
#include "nextclick/zoo/gru4rec.hpp"
#include "temporary_folder.hpp"
#include "toy.hpp"
#include "toy_policies.hpp"

BOOST_AUTO_TEST_SUITE(model_file)

namespace nc = nextclick;
namespace io = nc::io;
using model = nc::zoo::gru4rec<12>;

BOOST_AUTO_TEST_CASE(a_loaded_model_answers_alike) {
    const temporary_folder folder;
    const auto path = folder.path / "shop.safetensors";
    const model net(toy::numbered_items(300), {}, 4);
    io::save(net, path, {{"trained.on", "toys"}});
    const auto loaded = io::load<model>(path);
    BOOST_TEST((loaded.items() == net.items()));
    nc::for_each_parameter([](std::string_view name, const auto& a, const auto& b) { BOOST_TEST((a.data == b.data), name); }, net.weights,
                           loaded.weights);
    nc::serve::session a(net), b(loaded);
    a.push(117);
    b.push(117);
    const auto best = a.top_indices(5)[0];
    BOOST_TEST(best.item == b.top_indices(5)[0].item);
    BOOST_TEST(io::tensor_file::open(path).metadata().at("trained.on") == "toys");
}

BOOST_AUTO_TEST_CASE(a_file_describes_the_model_and_loading_restores_it) {
    const temporary_folder folder;
    const auto path = folder.path / "shop.safetensors";
    model net(toy::numbered_items(30),
              {.input = {.probability = .25, .item_probability = .125}, .sampler = {.drawn = {.samples = 77, .alpha = .5}, .logq = 1}});
    net.about = {.logs = {{.hash = 7, .sessions = 3, .events = 9, .items = 4, .first = -5, .last = 1'000}, {.hash = ~0ull}},
                 .support = std::vector<std::uint32_t>(30, 2),
                 .max_length = 15,
                 .first_kept = true,
                 .training = {{"optimizer", "adagrad"}, {"optimizer.rate", "0.1"}}};
    io::save(net, path);
    const auto file = io::tensor_file::open(path);
    const auto value_of = [&](const char* key) { return file.metadata().at(key); };
    BOOST_TEST(value_of("nextclick.kind") == "gru4rec");
    BOOST_TEST(value_of("nextclick.loss") == "cross_entropy");
    BOOST_TEST(value_of("nextclick.sampler") == "join<in_batch, popularity>");
    BOOST_TEST(value_of("nextclick.options").find(R"("sampler.drawn.samples":77)") != std::string::npos);
    BOOST_TEST(value_of("nextclick.about").find(R"("hash":18446744073709551615)") != std::string::npos);
    auto back = io::load<model>(path);
    BOOST_TEST(back.policy.input.probability == .25);
    BOOST_TEST(back.policy.input.item_probability == .125);
    BOOST_TEST(back.policy.sampler.drawn.samples == 77u);
    BOOST_TEST(back.policy.sampler.drawn.alpha == .5);
    BOOST_TEST(back.about.version == NEXTCLICK_VERSION);
    io::save(back, folder.path / "again");
    BOOST_TEST(io::read_whole(path) == io::read_whole(folder.path / "again"));
    back.about.version.clear();
    BOOST_TEST((back.about == net.about));
    // Given options take precedence over those of the file.
    const auto other = io::load<model>(path, {.input = {.probability = .5}});
    BOOST_TEST(other.policy.input.probability == .5);
    BOOST_TEST(other.policy.sampler.drawn.samples == 2048u);
    BOOST_TEST((other.about.support == net.about.support));
    // Another loss has other options.
    using by_ranks = nc::basic_model<float, model::input_type, model::encoder_type, model::pooling_type, model::output_type,
                                     nc::loss::bpr_max, nc::sampler::uniform>;
    BOOST_TEST(io::load<by_ranks>(path).policy.input.probability == .25);
}

/// A hostile file: options that cannot work, or a width beyond memory.
BOOST_AUTO_TEST_CASE(options_that_cannot_work_are_refused) {
    const temporary_folder folder;
    const auto path = folder.path / "shop.safetensors";
    using wide = nc::zoo::gru4rec<nc::dynamic>;
    const auto with = [&](const std::string& from, const std::string& to) {
        io::save(wide(toy::numbered_items(30), {.input = {.inner = {8}}, .encoder = {8}}), path);
        const io::tensor_file file = io::tensor_file::open(path);
        io::tensor_writer edited;
        edited.metadata = file.metadata();
        edited.metadata.erase("nextclick.checksum");
        std::string& options = edited.metadata["nextclick.options"];
        const auto at = options.find(from);
        BOOST_REQUIRE(at != std::string::npos);
        options.replace(at, from.size(), to);
        for (const auto& [name, tensor] : file.tensors()) {
            const auto add = [&, name = name, tensor = tensor]<class T>(T) {
                edited.add<T>(name, {reinterpret_cast<const T*>(tensor.bytes.data()), tensor.size()}, tensor.shape);
            };
            tensor.dtype == "F32" ? add(float{}) : add(std::int64_t{});
        }
        edited.write(path);
        (void)io::load<wide>(path);
    };
    with("units", "units");
    const auto refused = [&](const char* from, const char* to, const char* word) {
        BOOST_CHECK_EXCEPTION(with(from, to), nc::file_error, says(word));
    };
    refused(R"("input.probability":0.0)", R"("input.probability":7.0)", "options are invalid");
    refused(R"("input.probability":0.0)", R"("input.probability":"much")", "cannot be \"much\"");
    refused(R"("encoder.dropout")", R"("encoder.dropuot")", "a newer version wrote the file");
    refused(R"("encoder.units":8)", R"("encoder.units":0)", "options are invalid");
    refused(R"("encoder.units":8)", R"("encoder.units":-8)", "cannot be -8");
    refused(R"("encoder.units":8)", R"("encoder.units":99999)", "more memory than");
    refused(R"("encoder.units":8)", R"("encoder.units":18446744073709551615)", "cannot be 18446744073709551615");
    refused(R"("encoder.units":8)", R"("encoder.units":7)", "and the item table 8");
}

BOOST_AUTO_TEST_CASE(string_ids_and_double_and_dynamic_widths) {
    const temporary_folder folder;
    const auto path = folder.path / "shop.safetensors";
    using wide = nc::basic_model<double, nc::input::embedding<nc::dynamic>,
                                 nc::encoder::recurrent<nc::cell::gru<nc::cell::reset_after>, nc::dynamic>, nc::pooling::last,
                                 nc::output::separate<nc::output::unbiased>, nc::loss::cross_entropy, nc::sampler::in_batch>;
    nc::data::vocabulary items(nc::data::id_kind::string);
    for (const char* id : {"red shoe", "", "blåbær", "a\"b\\c\n"}) items.insert(id);
    const wide net(items, {.input = {3}, .encoder = {5}}, 4);
    io::save(net, path);
    const auto loaded = io::load<wide>(path, {.input = {3}, .encoder = {5}});
    BOOST_TEST((loaded.items() == net.items()));
    BOOST_CHECK_EXCEPTION(io::load<wide>(path, {.input = {3}, .encoder = {6}}), nc::file_error,
                          says("'encoder.input' is F64 (3, 15), the model has F64 (3, 18)"));
}

BOOST_AUTO_TEST_CASE(streams_side_by_side_keep_their_weights) {
    const temporary_folder folder;
    const auto path = folder.path / "shop.safetensors";
    using gru = nc::encoder::recurrent<nc::cell::gru<nc::cell::reset_before>, 4>;
    using side_by_side = nc::encoder::multi_stream<nc::encoder::streams::summed, gru, gru>;
    const auto kept = [&]<class Encoder>(std::type_identity<Encoder>) {
        using two = nc::model<nc::input::multi_stream<nc::input::one_hot, nc::input::one_hot>, Encoder, nc::pooling::last,
                              nc::output::separate<nc::output::biased>, nc::loss::cross_entropy, nc::sampler::in_batch>;
        two net(toy::numbered_items(30), {}, 4);
        auto& streams = nc::encoder::streams_of(net.policy.encoder);
        streams.weights = {1, 0.25};
        streams.streams = 1;  // as train::residual leaves it after its first part
        io::save(net, path);
        const auto loaded = io::load<two>(path);
        const auto& found = nc::encoder::streams_of(loaded.policy.encoder);
        BOOST_TEST(found.weights == streams.weights, boost::test_tools::per_element());
        BOOST_TEST(found.streams == 1u);
        streams.weights[1] = std::numeric_limits<double>::infinity();
        io::save(net, path);  // a disabled stream: the scores are still finite
        BOOST_CHECK_EXCEPTION(io::load<two>(path), nc::file_error, says("are not those of the model's streams"));
    };
    kept(std::type_identity<side_by_side>{});
    kept(std::type_identity<nc::encoder::stack<side_by_side, nc::encoder::dense<4>>>{});
    side_by_side wrong;
    wrong.streams = 3;
    io::tensor_writer damaged;
    io::detail::add_streams(damaged, wrong);
    damaged.write(path);
    std::string faults;
    io::detail::read_streams(io::tensor_file::open(path), wrong, faults);
    BOOST_TEST(faults.find("are not those of the model's streams") != std::string::npos);
    io::tensor_writer older;
    older.write(path);
    io::detail::read_streams(io::tensor_file::open(path), wrong, faults);
    BOOST_TEST(faults.find("a version that did not store") != std::string::npos);
}

template <class Encoder, class Pooling>
using small = nc::model<nc::input::embedding<6>, Encoder, Pooling, nc::output::tied<>, nc::loss::cross_entropy, nc::sampler::in_batch>;
using not_causal_models = std::tuple<small<nc::encoder::recurrent<nc::cell::gru<>, 6>, toy::mean_so_far>,
                                     small<toy::centred, nc::pooling::last>, small<nc::encoder::none, toy::mean_so_far>>;
BOOST_AUTO_TEST_CASE_TEMPLATE(models_that_are_not_causal_run_their_self_test, Model, not_causal_models) {
    const temporary_folder folder;
    const auto path = folder.path / "shop.safetensors";
    const Model net(toy::numbered_items(30), {}, 4);
    io::save(net, path);
    const auto loaded = io::load<Model>(path);
    nc::serve::session a(net), b(loaded);
    for (const int item : {101, 117, 104}) {
        a.push(item);
        b.push(item);
        BOOST_TEST(a.query() == b.query(), boost::test_tools::per_element());
    }
}

BOOST_AUTO_TEST_CASE(every_difference_is_reported) {
    const temporary_folder folder;
    const auto path = folder.path / "shop.safetensors";
    const model net(toy::numbered_items(30), {}, 4);
    io::save(net, path);
    BOOST_CHECK_EXCEPTION(io::load<nc::zoo::gru4rec<13>>(path), nc::file_error, says("'input.items' is F32 (30, 12)"));
    BOOST_CHECK_EXCEPTION(io::load<nc::zoo::gru4rec<13>>(path), nc::file_error, says("'encoder.cell.recurrent' is"));
    BOOST_CHECK_EXCEPTION(io::load<nc::zoo::gru4rec_2016<12>>(path), nc::file_error, says("nextclick.signature"));
    BOOST_CHECK_EXCEPTION(io::load<nc::zoo::gru4rec_bpr_max<12>>(path), nc::file_error, says("elu"));
    // A file of another program: no format, no checksum.
    const std::string header = "{}      ";
    const std::uint64_t n = header.size();
    std::ofstream(path, std::ios::binary) << std::string(reinterpret_cast<const char*>(&n), 8) + header;
    BOOST_CHECK_EXCEPTION(io::load<model>(path), nc::file_error, says("nextclick.format: the file has (nothing)"));
    BOOST_CHECK_EXCEPTION(io::load<model>(path), nc::file_error, says("no checksum"));
    BOOST_CHECK_EXCEPTION(io::load<model>(folder.path / "absent"), nc::file_error, says("cannot be opened"));
}

BOOST_AUTO_TEST_CASE(missing_tensors_and_another_function) {
    const temporary_folder folder;
    const auto path = folder.path / "shop.safetensors";
    model net(toy::numbered_items(30), {}, 4);
    const auto rewrite = [&](const auto& change) {  // like `save`, except for one entry
        io::tensor_writer file;
        file.metadata = {{"nextclick.format", std::string(io::detail::model_format)},
                         {"nextclick.signature", model::signature()},
                         {"nextclick.items", "30"},
                         {"nextclick.vocabulary", std::to_string(net.items().hash())}};
        auto scores = io::detail::self_test(net);
        change(file, scores);
        io::detail::add_pack(file, "", net.weights);
        io::detail::add_vocabulary(file, net.items());
        if (!scores.empty()) file.add<float>("selftest.scores", scores, {scores.size()});
        file.write(path);
    };
    rewrite([](auto&, auto&) {});
    BOOST_CHECK_NO_THROW(io::load<model>(path));
    rewrite([](auto&, auto& scores) { scores[3] += 0.01f; });
    BOOST_CHECK_EXCEPTION(io::load<model>(path), nc::file_error, says("another function"));
    rewrite([](auto&, auto& scores) { scores.clear(); });
    BOOST_CHECK_EXCEPTION(io::load<model>(path), nc::file_error, says("'selftest.scores' is missing"));
    rewrite([](auto& file, auto&) { file.metadata["nextclick.format"] = "nextclick model 2"; });
    BOOST_CHECK_EXCEPTION(io::load<model>(path), nc::file_error,
                          says("nextclick.format: the file has nextclick model 2, expected nextclick model 1"));
    rewrite([](auto& file, auto&) { file.metadata["nextclick.vocabulary"] = "1"; });
    BOOST_CHECK_EXCEPTION(io::load<model>(path), nc::file_error, says("nextclick.vocabulary"));
    net.weights.encoder.bias.data[2] = std::numeric_limits<float>::infinity();
    rewrite([](auto&, auto&) {});
    BOOST_CHECK_EXCEPTION(io::load<model>(path), nc::file_error, says("'encoder.bias' has values that are not finite"));
    BOOST_CHECK_EXCEPTION(io::save(net, path), nc::file_error, says("'encoder.bias' has values that are not finite"));
}

namespace {
/// Records the numbers of items for which it allocates memory.
struct watched : nc::input::embedding<6> {
    static inline std::size_t max = 0;
    template <class T>
    void initialise(parameters<nc::values<T>>& p, std::size_t items, nc::random_stream random) const {
        max = std::max(max, items);
        nc::input::embedding<6>::initialise(p, items, random);
    }
};
}  // namespace

BOOST_AUTO_TEST_CASE(memory_is_bounded_by_the_content_of_the_file) {
    const temporary_folder folder;
    const auto path = folder.path / "shop.safetensors";
    using Output = nc::output::separate<>;
    using noting = nc::basic_model<float, watched, nc::encoder::recurrent<nc::cell::gru<>, 5>, nc::pooling::last, Output,
                                   nc::loss::cross_entropy, nc::sampler::in_batch>;
    const noting net(toy::numbered_items(5'000), {}, 4);
    io::save(net, path);
    BOOST_TEST((io::load<noting>(path).weights.output.items.data == net.weights.output.items.data));
    const auto rewrite = [&](bool weights, std::size_t rows, std::size_t columns) {
        io::tensor_writer file;
        file.metadata = {{"nextclick.format", std::string(io::detail::model_format)}, {"nextclick.signature", noting::signature()}};
        if (weights) io::detail::add_pack(file, "", net.weights);
        const std::vector<float> table(rows * columns);
        if (!weights) file.add<float>("input.items", table, {rows, columns});
        const auto items = toy::numbered_items(weights ? 5'001 : 5'000);  // the writer has views of it
        io::detail::add_vocabulary(file, items);
        file.write(path);
    };
    const auto refused = [&](const char* why) {
        watched::max = 0;
        BOOST_CHECK_EXCEPTION(io::load<noting>(path), nc::file_error, says(why));
        BOOST_TEST(watched::max == 2u);
    };
    rewrite(false, 5'000, 1);
    refused("tensor 'input.items' is F32 (5000, 1), the model has F32 (5000, 6)");
    refused("tensor 'output.items' is missing");
    rewrite(true, 0, 0);
    refused("tensor 'output.bias' is F32 (5000, 1), the model has F32 (5001, 1)");
}

BOOST_AUTO_TEST_SUITE_END()
