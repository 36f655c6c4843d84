// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <algorithm>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "nextclick/data/vocabulary.hpp"
#include "nextclick/input/column.hpp"
#include "nextclick/io/safetensors.hpp"

/// What a model file holds beside weights: the vocabularies of items and of the columns that its input reads, and the
/// options of numeric ones. Bucket edges stand in the signature. Optional: needs nlohmann-json.
NEXTCLICK_BEGIN_NAMESPACE
namespace io::detail {

inline void compare(const tensor_file& file, std::string_view key, const std::string& wanted, std::string& faults) {
    const auto found = file.metadata().find(std::string(key));
    const std::string has = found == file.metadata().end() ? "(nothing)" : found->second;
    if (has != wanted) faults += "\n  " + std::string(key) + ": the file has " + has + ", needed is " + wanted;
}

/// The vocabulary's arrays, under "`name`.".
inline void add_vocabulary(tensor_writer& file, const data::vocabulary& v, const std::string& name = "vocabulary") {
    if (v.kind() == data::id_kind::integer) {
        file.add<std::int64_t>(name + ".integers", v.integers(), {v.size()});
        return;
    }
    file.add<std::uint64_t>(name + ".offsets", v.string_offsets(), {v.string_offsets().size()});
    const auto text = v.string_bytes();
    file.add<std::uint8_t>(name + ".bytes", {reinterpret_cast<const std::uint8_t*>(text.data()), text.size()}, {text.size()});
}
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

/// How an input reads bags: the terms or the number of buckets, what parts them, and their weights, under "`key`.".
inline void add_terms(tensor_writer& file, const data::bag_terms& terms, const std::string& key) {
    const std::uint64_t what[] = {terms.hashed() ? terms.size() : 0, static_cast<unsigned char>(terms.separator()),
                                  terms.unit_length() ? 1u : 0u};
    file.add_copy<std::uint64_t>(key + ".bag", what, {3});
    if (terms.hashed()) return;
    add_vocabulary(file, *terms.vocabulary_of_terms(), key);
    if (!terms.idf().empty()) file.add<float>(key + ".idf", terms.idf(), {terms.idf().size()});
}
inline std::shared_ptr<const data::bag_terms> read_terms(const tensor_file& file, const std::string& key) try {
    const auto what = file.values<std::uint64_t>(key + ".bag");
    if (what.size() != 3 || what[1] > 255 || what[2] > 1) file.refuse("tensor '" + key + ".bag' is damaged");
    const auto separator = static_cast<char>(static_cast<unsigned char>(what[1]));
    if (what[0] == 0)
        return std::make_shared<const data::bag_terms>(
            std::make_shared<const data::vocabulary>(read_vocabulary(file, key)), separator,
            file.tensors().count(key + ".idf") > 0 ? file.values<float>(key + ".idf") : std::vector<float>(), what[2] == 1);
    std::size_t bytes = 0;  // a row of weights for each bucket, somewhere in this file
    for (const auto& [name, tensor] : file.tensors()) bytes += tensor.bytes.size();
    if (what[0] > bytes / sizeof(float)) file.refuse("tensor '" + key + ".bag' has more buckets than the file has weights; it is damaged");
    return std::make_shared<const data::bag_terms>(static_cast<std::size_t>(what[0]), separator, what[2] == 1);
} catch (const data_error& e) {
    file.refuse(e.what());
}

/// Columns are numbered in the order in which the input reads them: two may read the same one.
inline std::string column_key(std::size_t k) { return "columns." + std::to_string(k); }

/// Categories and numeric options of an input, which must live until the file is written.
template <class Input>
void add_columns(tensor_writer& file, const Input& input, const std::string& prefix = {}) {
    std::size_t k = 0;
    input::for_each_column(input, [&](const auto& policy) {
        const std::string key = prefix + column_key(k++);
        if constexpr (requires { policy.categories; }) {
            add_vocabulary(file, *policy.categories, key);
            file.metadata["nextclick." + key] = std::to_string(policy.categories->hash());
        }
        if constexpr (requires { policy.terms; }) {
            add_terms(file, *policy.terms, key);
            file.metadata["nextclick." + key] = std::to_string(policy.terms->hash());
        }
        if constexpr (requires {
                          policy.scale;
                          policy.shift;
                      }) {
            file.add<double>(key + ".scale", {&policy.scale, 1}, {1});
            file.add<double>(key + ".shift", {&policy.shift, 1}, {1});
        }
        if constexpr (requires { policy.unit_length; }) {
            const std::uint8_t flag = policy.unit_length ? 1 : 0;
            file.add_copy<std::uint8_t>(key + ".unit_length", {&flag, 1}, {1});
        }
    });
}

inline double read_number(const tensor_file& file, const std::string& name) {
    const auto numbers = file.values<double>(name);
    if (numbers.size() != 1) file.refuse("tensor '" + name + "' has another size");
    return numbers[0];
}

/// Gives the input what the file has. What was given before and differs is a fault.
template <class Input>
void read_columns(const tensor_file& file, Input& input, std::string& faults, const std::string& prefix = {}) {
    std::size_t k = 0;
    input::for_each_column(input, [&](auto& policy) {
        const std::string key = prefix + column_key(k++), who = policy.wanted().who;
        if constexpr (requires { policy.categories; }) {
            auto categories = std::make_shared<const data::vocabulary>(read_vocabulary(file, key));
            compare(file, "nextclick." + key, std::to_string(categories->hash()), faults);
            if (policy.categories != nullptr && !(*policy.categories == *categories))
                faults += "\n  " + who + ": the file has other categories than those given; give none";
            policy.categories = std::move(categories);
        }
        if constexpr (requires { policy.terms; }) {
            auto terms = read_terms(file, key);
            compare(file, "nextclick." + key, std::to_string(terms->hash()), faults);
            if (policy.terms != nullptr && policy.terms->hash() != terms->hash())
                faults += "\n  " + who + ": the file has other terms than those given; give none";
            policy.terms = std::move(terms);
        }
        if constexpr (requires {
                          policy.scale;
                          policy.shift;
                      }) {
            const double scale = read_number(file, key + ".scale"), shift = read_number(file, key + ".shift");
            const std::remove_cvref_t<decltype(policy)> plain{};
            const bool given = policy.scale != plain.scale || policy.shift != plain.shift;
            if (given && (policy.scale != scale || policy.shift != shift))
                faults += "\n  " + who + ": the file has another scale or shift than those given; give none";
            policy.scale = scale;
            policy.shift = shift;
        }
        if constexpr (requires { policy.unit_length; }) {
            const auto flag = file.values<std::uint8_t>(key + ".unit_length");
            if (flag.size() != 1) file.refuse("tensor '" + key + ".unit_length' has another size");
            if (policy.unit_length && flag[0] == 0)
                faults += "\n  " + who + ": the file has another unit_length than that given; give none";
            policy.unit_length = flag[0] != 0;
        }
    });
}

/// Columns of the recorded self-test: categories spread over all there are, numbers of several sizes.
class recorded_columns {
public:
    template <class Input>
    recorded_columns(const Input& input, std::uint32_t rows) {
        const std::size_t n = input::column_count<Input>;
        begin_.resize(rows + 1);
        for (std::uint32_t r = 0; r <= rows; ++r) begin_[r] = r;
        codes_.resize(n * rows);
        numbers_.resize(n * rows);
        vectors_.reserve(n);
        std::size_t k = 0;
        for (const auto& w : input::wanted_columns(input)) {
            const std::size_t all = w.categories != nullptr ? w.categories->size() : w.terms != nullptr ? w.terms->size() : 0;
            const auto last = static_cast<item_index>(std::max<std::size_t>(all, 1) - 1);
            for (std::uint32_t r = 0; r < rows; ++r) {
                codes_[k * rows + r] = static_cast<item_index>(std::uint64_t{last} * r / std::max(rows - 1, 1u));
                numbers_[k * rows + r] = static_cast<float>(r * r) * 20.0f;
            }
            column_rows c{.name = w.name};
            if (w.width > 0)
                c.vectors = waves(rows, w.width);
            else if (w.categories != nullptr || w.terms != nullptr)
                c.codes = std::span(codes_).subspan(k * rows, rows);
            if (c.codes.empty() && w.width == 0) c.numbers = std::span(numbers_).subspan(k * rows, rows);
            if (w.terms != nullptr) {
                c.begin = begin_;
                c.numbers = std::span(numbers_).subspan(k * rows, rows);
            }
            columns_.push_back(c);
            ++k;
        }
    }
    recorded_columns(const recorded_columns&) = delete;
    recorded_columns& operator=(const recorded_columns&) = delete;
    std::span<const column_rows> rows() const { return columns_; }

private:
    view<const float> waves(std::size_t rows, std::size_t width) {
        auto& v = vectors_.emplace_back(rows * width);
        for (std::size_t i = 0; i < v.size(); ++i) v[i] = static_cast<float>(i % 7) - 3.0f;
        return {v.data(), rows, width};
    }

    std::vector<std::uint32_t> begin_;  ///< of bags: a term a row
    std::vector<item_index> codes_;
    std::vector<float> numbers_;
    std::vector<std::vector<float>> vectors_;
    std::vector<column_rows> columns_;
};

}  // namespace io::detail
NEXTCLICK_END_NAMESPACE
