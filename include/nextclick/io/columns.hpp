// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <algorithm>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

#include "nextclick/core/field_list.hpp"
#include "nextclick/data/vocabulary.hpp"
#include "nextclick/input/column.hpp"
#include "nextclick/io/safetensors.hpp"

/// The parts of a model file besides weights: the vocabularies of items and of the columns that the input reads, and the options of
/// numeric columns. Bucket edges are part of the signature. Optional: needs nlohmann-json.
NEXTCLICK_BEGIN_NAMESPACE
namespace io::detail {

void compare(const tensor_file& file, std::string_view key, const std::string& expected, std::string& faults);

/// Adds the vocabulary's arrays under "`name`.".
void add_vocabulary(tensor_writer& file, const data::vocabulary& v, const std::string& name = "vocabulary");
inline data::vocabulary read_vocabulary(const tensor_file& file, const std::string& name = "vocabulary") try {
    if (file.tensors().count(name + ".integers")) {
        return data::vocabulary::from_integers(file.values<std::int64_t>(name + ".integers"));
    }
    const auto bytes = file.values<std::uint8_t>(name + ".bytes");
    return data::vocabulary::from_strings(file.values<std::uint64_t>(name + ".offsets"),
                                          {reinterpret_cast<const char*>(bytes.data()), bytes.size()});
} catch (const data_error& e) {
    file.refuse(e.what());
}

/// Adds the bag_terms of an input under "`key`.": the terms or the number of buckets, the separator, and the weights.
void add_terms(tensor_writer& file, const data::bag_terms& terms, const std::string& key);
inline std::shared_ptr<const data::bag_terms> read_terms(const tensor_file& file, const std::string& key) try {
    const auto what = file.values<std::uint64_t>(key + ".bag");
    if (what.size() != 3 || what[1] > 255 || what[2] > 1) file.refuse("tensor '" + key + ".bag' is damaged");
    const auto separator = static_cast<char>(static_cast<unsigned char>(what[1]));
    if (what[0] == 0)
        return std::make_shared<const data::bag_terms>(
            std::make_shared<const data::vocabulary>(read_vocabulary(file, key)), separator,
            file.tensors().count(key + ".idf") > 0 ? file.values<float>(key + ".idf") : std::vector<float>(), what[2] == 1);
    std::size_t bytes = 0;  // the file must have a row of weights for each bucket
    for (const auto& [name, tensor] : file.tensors()) bytes += tensor.bytes.size();
    if (what[0] > bytes / sizeof(float)) file.refuse("tensor '" + key + ".bag' has more buckets than the file has weights; it is damaged");
    return std::make_shared<const data::bag_terms>(static_cast<std::size_t>(what[0]), separator, what[2] == 1);
} catch (const data_error& e) {
    file.refuse(e.what());
}

/// Adds codes as integers of 1, 2 or 4 bytes, depending on the number of categories; the largest integer is a missing code.
template <class Narrow>
void add_codes(tensor_writer& file, const std::string& name, std::span<const item_index> codes) {
    std::vector<Narrow> narrow(codes.size());
    for (std::size_t i = 0; i < codes.size(); ++i) narrow[i] = static_cast<Narrow>(codes[i]);  // no_item: all bits set
    file.add_copy<Narrow>(name, narrow, {narrow.size()});
}
void add_codes(tensor_writer& file, const std::string& name, std::span<const item_index> codes, std::size_t below);
template <class Narrow>
std::vector<item_index> read_narrow(const tensor_file& file, const std::string& name) {
    const auto narrow = file.values<Narrow>(name);
    std::vector<item_index> codes(narrow.size());
    for (std::size_t i = 0; i < codes.size(); ++i)
        codes[i] = narrow[i] == std::numeric_limits<Narrow>::max() ? no_item : item_index{narrow[i]};
    return codes;
}
/// Throws `file_error` for a code that is neither below `below` nor missing.
std::vector<item_index> read_codes(const tensor_file& file, const std::string& name, std::size_t below);

/// Writes one column, or the categories or terms of a policy, as tensors whose names begin with a key. Kinds of columns are saved
/// with it. Spans given to `floats` must live until the file is written.
class column_writer {
public:
    column_writer(tensor_writer& file, std::string key);
    void codes(const char* suffix, std::span<const item_index> values, std::size_t below) {
        add_codes(*file_, key_ + suffix, values, below);
    }
    void floats(const char* suffix, std::span<const float> values, std::vector<std::size_t> shape);
    /// Adds a copy of the numbers.
    void floats(const char* suffix, std::vector<float>&& values, std::vector<std::size_t> shape);
    void vocabulary(const data::vocabulary& v) { add_vocabulary(*file_, v, key_); }
    void terms(const data::bag_terms& t) { add_terms(*file_, t, key_); }
    /// Adds the hash of the content to the metadata.
    void note(std::uint64_t hash);

private:
    tensor_writer* file_;
    std::string key_;
};

/// Reads a column. Throws `file_error` with the name of the tensor for damaged content.
class column_file {
public:
    column_file(const tensor_file& file, std::string key, std::string* faults = nullptr);
    bool has(const char* suffix) const { return file_->tensors().count(key_ + suffix) > 0; }
    bool is_matrix(const char* suffix, std::size_t columns) const;
    std::vector<item_index> codes(const char* suffix, std::size_t below) const { return read_codes(*file_, key_ + suffix, below); }
    /// Numbers that are finite or NaN (missing).
    std::vector<float> floats(const char* suffix) const;
    std::vector<float> finite_floats(const char* suffix) const;
    data::vocabulary vocabulary() const { return read_vocabulary(*file_, key_); }
    std::shared_ptr<const data::bag_terms> terms() const { return read_terms(*file_, key_); }
    void compare_note(std::uint64_t hash) const;
    [[noreturn]] void refuse(const char* suffix, const std::string& why) const;

private:
    const tensor_file* file_;
    std::string key_;
    std::string* faults_;
};

/// The key of column k. Columns are numbered in the order of the input's policies, two of which may read the same one.
std::string column_key(std::size_t k);

/// Calls f(name, member) for the options in a policy's `column_options()`, which a file stores with its column: numbers and
/// booleans that determine how the values of the column are read.
template <class Policy, class F>
void for_each_column_option(const F& f) {
    if constexpr (requires { Policy::column_options(); }) {
        static constexpr auto list = Policy::column_options();
        [&]<std::size_t... I>(std::index_sequence<I...>) {
            (f(std::string(nextclick::detail::nth_field<I>(list).name), nextclick::detail::nth_field<I>(list).member), ...);
        }(std::make_index_sequence<decltype(Policy::column_options())::size>{});
    }
}
inline void add_value(tensor_writer& file, const std::string& name, const double& value) { file.add<double>(name, {&value, 1}, {1}); }
void add_value(tensor_writer& file, const std::string& name, const bool& value);
template <class Number>  // the writer keeps the address of the value: one converted to double would be gone
void add_value(tensor_writer&, const std::string&, const Number&) = delete;
template <class Number>
Number read_one(const tensor_file& file, const std::string& name) {
    const auto numbers = file.values<Number>(name);
    if (numbers.size() != 1) file.refuse("tensor '" + name + "' has another size");
    return numbers[0];
}
inline void read_value(const tensor_file& file, const std::string& name, double& value) { value = read_one<double>(file, name); }
inline void read_value(const tensor_file& file, const std::string& name, bool& value) { value = read_one<std::uint8_t>(file, name) != 0; }

/// Adds the categories, terms and column options of an input, which must live until the file is written.
template <class Input>
void add_columns(tensor_writer& file, const Input& input, const std::string& prefix = {}) {
    std::size_t k = 0;
    input::for_each_column(input, [&](const auto& policy) {
        const std::string key = prefix + column_key(k++);
        using column_kind = input::column_kind_of<std::remove_reference_t<decltype(policy)>>;
        column_writer to(file, key);
        column_kind::save_schema(to, policy);
        for_each_column_option<std::remove_cvref_t<decltype(policy)>>(
            [&](const std::string& name, auto member) { add_value(file, key + '.' + name, policy.*member); });
    });
}

template <class Policy>
void read_column_options(const tensor_file& file, const std::string& key, Policy& policy, std::string& faults) {
    const Policy plain{};
    std::string names;
    std::size_t count = 0;
    bool given = false, other = false;
    for_each_column_option<Policy>([&](const std::string& name, auto member) {
        auto found = plain.*member;
        read_value(file, key + '.' + name, found);
        names += (count++ == 0 ? "" : " or ") + name;
        given = given || policy.*member != plain.*member;
        other = other || policy.*member != found;
        policy.*member = found;
    });
    if (given && other)
        faults += "\n  " + policy.required().reader + ": the file has another " + names + " than " + (count > 1 ? "those" : "that") +
                  " given; give none";
}

/// Sets the categories, terms and column options of an input from the file. A value that is already set and differs is added to `faults`.
template <class Input>
void read_columns(const tensor_file& file, Input& input, std::string& faults, const std::string& prefix = {}) {
    std::size_t k = 0;
    input::for_each_column(input, [&](auto& policy) {
        const std::string key = prefix + column_key(k++), reader = policy.required().reader;
        using column_kind = input::column_kind_of<std::remove_reference_t<decltype(policy)>>;
        if (const std::string other = column_kind::load_schema(column_file(file, key, &faults), policy); !other.empty())
            faults += "\n  " + reader + ": the file has other " + other + "; give none";
        if constexpr (requires { policy.column_options(); }) read_column_options(file, key, policy, faults);
    });
}

/// The columns of the recorded self-test: codes spread over all categories, numbers of several magnitudes.
class recorded_columns {
public:
    template <class Input>
    recorded_columns(const Input& input, std::uint32_t rows) {
        for (const auto& w : input::required_columns(input)) {
            column_rows& to = columns_.emplace_back(column_rows{.name = w.name});
            std::visit([&]<class R>(const R& schema) { R::kind::record(schema, rows, memory_, to); }, w.schema);
        }
    }
    recorded_columns(const recorded_columns&) = delete;
    recorded_columns& operator=(const recorded_columns&) = delete;
    std::span<const column_rows> rows() const { return columns_; }

private:
    workspace memory_;
    std::vector<column_rows> columns_;
};

}  // namespace io::detail
NEXTCLICK_END_NAMESPACE

#ifndef NEXTCLICK_KERNELS
#include "nextclick/io/columns.ipp"
#endif
