// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <algorithm>
#include <cmath>
#include <filesystem>
#include <map>
#include <new>
#include <string>
#include <utility>
#include <vector>

#include "nextclick/core/kind_name.hpp"
#include "nextclick/encoder/concept.hpp"
#include "nextclick/input/column.hpp"
#include "nextclick/io/about.hpp"
#include "nextclick/io/arrays.hpp"
#include "nextclick/io/columns.hpp"
#include "nextclick/io/item_attributes.hpp"
#include "nextclick/io/options.hpp"
#include "nextclick/io/safetensors.hpp"
#include "nextclick/io/self_test.hpp"
#include "nextclick/io/widths.hpp"
#include "nextclick/model/for_ranking.hpp"
#include "nextclick/model/model.hpp"

/// A model as one safetensors file: weights, vocabulary, the architecture as text, all options, provenance (Model::about), and a
/// recorded self-test that is replayed at load, so that a loaded model computes the same scores as the saved one. Optional: needs
/// nlohmann-json.
NEXTCLICK_BEGIN_NAMESPACE
namespace io {

namespace detail {

inline constexpr std::string_view model_format = "nextclick model 1";
template <class M>
concept IsModel = requires {
    typename M::policies;
    typename M::weight_pack;
};
/// Whether the rows of a table are exponentials: one number, for outputs with this option (output::neural).
inline constexpr const char* form_key = "output.exponentials";
template <class Output>
std::vector<std::uint8_t> stored_form(const Output& output) {
    if constexpr (requires { output.exponentials; }) return {static_cast<std::uint8_t>(output.exponentials ? 1 : 0)};
    return {};
}
inline bool read_form(const tensor_file& file) {
    const auto form = file.values<std::uint8_t>(form_key);
    if (form.size() != 1 || form[0] > 1) file.refuse("tensor 'output.exponentials' is neither 0 nor 1; the file is damaged");
    return form[0] == 1;
}

/// The fixed weights of parallel streams, and the number of enabled ones (encoder::multi_stream).
inline constexpr const char *weights_key = "encoder.stream_weights", *streams_key = "encoder.streams";
template <class Parallel>
void add_streams(tensor_writer& file, const Parallel& side_by_side) {
    const auto streams = static_cast<std::uint64_t>(side_by_side.streams);
    file.add<double>(weights_key, side_by_side.weights, {side_by_side.weights.size()});
    file.add_copy<std::uint64_t>(streams_key, {&streams, 1}, {1});
}
template <class Parallel>
void read_streams(const tensor_file& file, Parallel& to, std::string& faults) {
    for (const char* key : {weights_key, streams_key})
        if (file.tensors().count(key) == 0) {
            faults +=
                "\n  tensor '" + std::string(key) + "' is missing: a version that did not store the weights of streams wrote the file";
            return;
        }
    const auto weights = file.values<double>(weights_key);
    const auto streams = file.values<std::uint64_t>(streams_key);
    if (weights.size() != to.weights.size() || streams.size() != 1 || streams[0] < 1 || streams[0] > weights.size() ||
        !simd::is_finite(std::span<const double>(weights))) {
        faults += "\n  tensors 'encoder.stream_weights' and 'encoder.streams' are not those of the model's streams";
        return;
    }
    std::ranges::copy(weights, to.weights.begin());
    to.streams = static_cast<std::size_t>(streams[0]);
}

inline std::string shape_text(std::size_t rows, std::size_t cols) { return "(" + std::to_string(rows) + ", " + std::to_string(cols) + ")"; }

/// The tensor of a name if it has this type and shape; otherwise null, with the difference appended to `faults`.
template <class T>
const tensor_file::tensor* tensor_of_shape(const tensor_file& file, const std::string& name, std::size_t rows, std::size_t cols,
                                           std::string& faults) {
    const auto found = file.tensors().find(name);
    if (found == file.tensors().end()) {
        faults += "\n  tensor '" + name + "' is missing";
        return nullptr;
    }
    const auto& t = found->second;
    if (t.dtype == dtype_of<T>::name && t.shape == std::vector<std::size_t>{rows, cols}) return &t;
    std::string shape;
    for (const auto d : t.shape) shape += (shape.empty() ? "" : ", ") + std::to_string(d);
    faults += "\n  tensor '" + name + "' is " + t.dtype + " (" + shape + "), the model has " + std::string(dtype_of<T>::name) + " " +
              shape_text(rows, cols);
    return nullptr;
}

/// Whether all numbers of a tensor are finite, in any stored form.
template <class E>
bool all_finite(const matrix<E>& w) {
    bool finite = true;
    on_numbers(std::span(w.data), {},
               [&](auto numbers, std::size_t) { finite = finite && simd::is_finite(std::span<const computed_of<E>>(numbers)); });
    return finite;
}

/// Copies every tensor "prefix + path" of the file into a pack with its shapes set; appends differences to `faults`. Tensors
/// without elements are not stored.
template <Parameters P>
void read_pack(const tensor_file& file, std::string_view prefix, P& pack, std::string& faults) {
    for_each_parameter(
        [&](std::string_view path, auto& w) {
            using T = typename std::remove_cvref_t<decltype(w.data)>::value_type;
            if (w.data.empty()) return;
            const std::string name = std::string(prefix) + std::string(path);
            const auto* t = tensor_of_shape<T>(file, name, w.rows, w.cols, faults);
            if (t == nullptr) return;
            file.copy<T>(name, *t, std::span<T>(w.data));
            if (!all_finite(w)) faults += "\n  tensor '" + name + "' has values that are not finite";
        },
        pack);
}
template <Parameters P>
void add_pack(tensor_writer& file, std::string_view prefix, const P& pack) {
    for_each_parameter(
        [&](std::string_view path, const auto& w) {
            using T = typename std::remove_cvref_t<decltype(w.data)>::value_type;
            if (!w.data.empty()) file.add<T>(std::string(prefix) + std::string(path), std::span<const T>(w.data), {w.rows, w.cols});
        },
        pack);
}

template <class Model>
void write_model(const Model& net, const std::filesystem::path& path, std::map<std::string, std::string> extra) {
    using T = typename Model::scalar;
    for_each_parameter(
        [&](std::string_view name, const auto& w) {
            if (!all_finite(w))
                throw file_error(path.string() + ": not written: tensor '" + std::string(name) + "' has values that are not finite");
        },
        net.weights);
    tensor_writer file;
    file.metadata = std::move(extra);
    file.metadata["nextclick.format"] = model_format;
    file.metadata["nextclick.kind"] = kind_name<Model>;
    file.metadata["nextclick.signature"] = Model::signature();
    for (const auto& part : Model::objective_signature()) file.metadata[part.key] = part.value;
    file.metadata["nextclick.items"] = std::to_string(net.item_count());
    file.metadata["nextclick.vocabulary"] = std::to_string(net.items().hash());
    file.metadata[options_key] = options_text(net.policy);
    add_about(file, net.about);
    add_pack(file, "", net.weights);
    add_vocabulary(file, net.items());
    add_columns(file, net.policy.input);
    add_arrays(file, net.policy);
    std::size_t tables = 0;
    for_each_input(net.policy, [&](const auto& input) { add_tables(file, input, net.items(), tables); });
    encoder::with_streams(net.policy.encoder, [&](const auto& streams) { add_streams(file, streams); });
    const std::vector<std::uint8_t> form = stored_form(net.policy.output);
    if (!form.empty()) file.add<std::uint8_t>(form_key, form, {form.size()});
    const auto scores = self_test(net);
    file.add<T>("selftest.scores", scores, {scores.size()});
    file.write(path);
}
}  // namespace detail

/// Writes the model. Atomic. Throws `file_error`, also for weights that are not finite.
template <class Model>
requires(detail::IsModel<Model> || WrongModel<Model>)
void save(const Model& net, const std::filesystem::path& path, std::map<std::string, std::string> extra = {}) {
    if constexpr (!WrongModel<Model>) detail::write_model(net, path, std::move(extra));
}

namespace detail {
/// Constructs a model of these policies with memory limited by the size of the file. Throws `file_error` for invalid options.
template <class Model>
Model made_of(const tensor_file& file, data::vocabulary items, typename Model::policies policies) try {
    std::size_t bytes = 0;
    for (const auto& [name, tensor] : file.tensors()) bytes += tensor.bytes.size();
    const memory_limit room(4 * bytes + (std::size_t{1} << 20));  // if it is exceeded, the comparison of shapes reports the difference
    return Model(std::move(items), std::move(policies));
} catch (const argument_error& e) {
    file.refuse(std::string("its options are invalid: ") + e.what());
} catch (const std::bad_alloc&) {
    file.refuse("the model of its options needs more memory than the tensors of the file have; the file is damaged");
}

/// Compares the shapes of the file's tensors with those of a model of `items`, without allocating that model: shapes are linear in
/// the number of items, so models of one and of two items determine them.
template <class Model>
void compare_shapes(const tensor_file& file, const data::vocabulary& items, const typename Model::policies& policies, std::string& faults) {
    data::vocabulary first(items.kind());
    first.insert(items[0]);
    const Model one = made_of<Model>(file, first, policies);
    first.insert(items[1]);
    const Model two = made_of<Model>(file, std::move(first), policies);
    const auto grown = [&](std::size_t a, std::size_t b) { return a + (b - a) * (items.size() - 1); };
    for_each_parameter(
        [&](std::string_view path, const auto& a, const auto& b) {
            using T = typename std::remove_cvref_t<decltype(a.data)>::value_type;
            if (!a.data.empty()) tensor_of_shape<T>(file, std::string(path), grown(a.rows, b.rows), grown(a.cols, b.cols), faults);
        },
        one.weights, two.weights);
}

/// Reads a model that `save` wrote, with the options of the file, or with `policies` and the file's widths where theirs are 0.
template <class Model>
Model read_model(const tensor_file& file, typename Model::policies policies, bool given) {
    using T = typename Model::scalar;
    std::string faults;
    compare(file, "nextclick.format", std::string(model_format), faults);
    compare(file, "nextclick.signature", Model::signature(), faults);
    if (!file.has_checksum()) faults += "\n  there is no checksum";
    if (!faults.empty()) file.refuse("this file does not hold the requested model:" + faults);
    std::vector<std::string> of_others;
    const auto differs = [&](const char* key, const std::string& own) {
        const auto found = file.metadata().find(key);
        return found == file.metadata().end() || found->second != own;
    };
    for (const auto& part : Model::objective_signature())
        if (differs(part.key, part.value)) of_others.emplace_back(part.options);
    const bool has_options = read_options(file, policies, given, faults, of_others);
    read_columns(file, policies.input, faults);
    data::vocabulary items = read_vocabulary(file);
    const std::size_t arrays = read_arrays(file, policies, faults);
    std::size_t tables = 0;
    for_each_input(policies, [&](auto& input) { read_tables(file, input, items, faults, tables); });
    encoder::with_streams(policies.encoder, [&](auto& streams) { read_streams(file, streams, faults); });
    if constexpr (requires { policies.output.exponentials; }) policies.output.exponentials = read_form(file);
    if (!faults.empty()) file.refuse("this file does not hold the requested model:" + faults);
    if (!has_options) infer_widths<Model>(file, items, policies);
    constexpr std::size_t many = 4096;  // items; smaller models need little memory in any case
    if (tables == 0 && arrays == 0 && items.size() > many) compare_shapes<Model>(file, items, policies, faults);
    if (!faults.empty()) file.refuse("this file does not hold the requested model:" + faults);
    Model net = made_of<Model>(file, std::move(items), std::move(policies));
    net.about = read_about(file, net.item_count());
    compare(file, "nextclick.items", std::to_string(net.item_count()), faults);
    compare(file, "nextclick.vocabulary", std::to_string(net.items().hash()), faults);
    read_pack(file, "", net.weights, faults);
    if (!faults.empty()) file.refuse("this file does not hold the requested model:" + faults);
    const auto expected = file.values<T>("selftest.scores");
    auto scores = self_test(net);
    if constexpr (!output::row_map<typename Model::output_type>::identity)
        if (!matches<T>(scores, expected))
            scores = self_test(net, true);  // files of a version that scored rows without the output's row map
    if (scores.size() != expected.size()) file.refuse("the recorded self-test has another size");
    for (std::size_t i = 0; i < scores.size(); ++i)
        if (!(std::abs(scores[i] - expected[i]) <= self_test_tolerance * (1 + std::abs(expected[i]))))
            file.refuse("the recorded self-test gives " + std::to_string(scores[i]) + " where " + std::to_string(expected[i]) +
                        " was recorded: this build computes another function");
    return net;
}
}  // namespace detail

/// Reads a model that `save` wrote, with all its options. Throws `file_error` that lists every difference between file and type.
template <detail::IsModel Model>
Model load(const tensor_file& file) {
    return detail::read_model<Model>(file, {}, false);
}
/// The same with these options in place of the file's, for example another dropout or other negatives. Dynamic widths that are 0,
/// categories of columns and tables of items come from the file, and must be equal if they are given; the weights of parallel
/// streams are those of the file. For a file of an older version, which has no options, they are those given here or their
/// defaults, and widths are inferred from the tensors.
template <detail::IsModel Model>
Model load(const tensor_file& file, typename Model::policies policies) {
    return detail::read_model<Model>(file, std::move(policies), true);
}
template <detail::IsModel Model>
Model load(const std::filesystem::path& path) {
    return load<Model>(tensor_file::open(path));
}
template <detail::IsModel Model>
Model load(const std::filesystem::path& path, typename Model::policies policies) {
    return load<Model>(tensor_file::open(path), std::move(policies));
}
/// For policies that do not form a model: `basic_model` has reported why, and no other error follows.
template <WrongModel Model>
Model load(const std::filesystem::path&) {
    return Model();
}
template <WrongModel Model>
Model load(const std::filesystem::path&, const typename Model::policies&) {
    return Model();
}

}  // namespace io
NEXTCLICK_END_NAMESPACE
