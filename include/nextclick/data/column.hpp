// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "nextclick/core/error.hpp"
#include "nextclick/core/storage.hpp"
#include "nextclick/data/column_values.hpp"
#include "nextclick/data/vocabulary.hpp"

/// A named column beside item and time: action, dwell, category, price, picture, or anything else a log has.
NEXTCLICK_BEGIN_NAMESPACE
namespace data {

enum class column_kind : std::uint8_t { categorical, numeric, vectors, bags };

/// "categorical", and so on: what a column is, for messages.
inline const char* text_of(column_kind k) {
    constexpr const char* texts[] = {"categorical", "numeric", "a column of vectors", "multi-valued"};
    return texts[static_cast<std::size_t>(k)];
}

/// Categorical (a code per event, and the vocabulary of the codes), numeric (a float per event), vectors (of one width) or
/// bags (tags, or words with their counts, and the vocabulary of these terms).
/// A missing category is `no_item`, a missing number NaN. memory: 4 bytes an event and number.
class event_column {
public:
    event_column(std::string name, std::shared_ptr<const vocabulary> categories, std::vector<item_index> codes)
        : name_(std::move(name)), categories_(std::move(categories)), values_(std::move(codes)) {}
    event_column(std::string name, std::vector<float> numbers) : name_(std::move(name)), values_(std::move(numbers)) {}
    /// Throws `data_error` if the vectors have no width, or the last one is cut off.
    event_column(std::string name, vector_rows vectors) : name_(std::move(name)), values_(std::move(vectors)) {
        const vector_rows& v = std::get<2>(values_);
        if (v.width == 0 || v.data.size() % v.width != 0)
            throw data_error("column \"" + name_ + "\" is no whole number of vectors; give a width above 0 and full rows");
    }

    /// Terms that `separator` parts in text; 0: words (split_terms.hpp). The vocabulary may be null where codes are no ids.
    event_column(std::string name, std::shared_ptr<const vocabulary> terms, bag_rows bags, char separator)
        : name_(std::move(name)), categories_(std::move(terms)), separator_(separator), values_(std::move(bags)) {}

    const std::string& name() const { return name_; }
    column_kind kind() const { return static_cast<column_kind>(values_.index()); }
    bool categorical() const { return kind() == column_kind::categorical; }
    std::size_t size() const {
        return std::visit([](const auto& v) { return v.size(); }, values_);
    }

    /// Codes, one an event. Throws `data_error` if the column is another kind.
    std::span<const item_index> codes() const {
        require(column_kind::categorical, "it has no codes; ask for it as column_type::categorical");
        return std::get<0>(values_);
    }
    const vocabulary& categories() const { return *shared_categories(); }
    const std::shared_ptr<const vocabulary>& shared_categories() const {
        require(column_kind::categorical, "it has no categories; ask for it as column_type::categorical");
        return categories_;
    }
    /// What the codes of bags count in.
    const std::shared_ptr<const vocabulary>& shared_terms() const {
        require(column_kind::bags, "it has no terms; ask for it as column_type::tags or text");
        return categories_;
    }
    /// Terms and weights, a row an event. Throws `data_error` if the column is another kind.
    const bag_rows& bags() const {
        require(column_kind::bags, "it has no bags; ask for it as column_type::tags or text");
        return std::get<3>(values_);
    }
    char separator() const { return separator_; }
    /// Numbers, one an event. Throws `data_error` if the column is another kind.
    std::span<const float> numbers() const {
        require(column_kind::numeric, "it has no numbers; ask for it as column_type::numeric");
        return std::get<1>(values_);
    }
    /// Vectors, one an event. Throws `data_error` if the column is another kind.
    const vector_rows& vectors() const {
        require(column_kind::vectors, "it has no vectors; take them from data::read_vectors");
        return std::get<2>(values_);
    }

    bool missing(std::size_t row) const {
        return std::visit([=](const auto& v) { return detail::missing(v, row); }, values_);
    }
    /// Whether two rows, neither of them missing, have the same value.
    bool same(std::size_t a, std::size_t b) const {
        return std::visit([=](const auto& v) { return detail::same(v, a, b); }, values_);
    }
    /// The value of a row, for messages.
    std::string shown(std::size_t row) const {
        if (missing(row)) return "nothing";
        if (categorical()) return '"' + categories().name(codes()[row]) + '"';
        if (kind() == column_kind::bags) return '"' + text(row) + '"';
        return kind() == column_kind::numeric ? std::to_string(numbers()[row]) : "a vector";
    }
    /// The terms of a row as text that would be read as they are, each as often as it counts.
    std::string text(std::size_t row) const {
        const bag_view bag = bags()[row];
        std::string to;
        for (std::size_t t = 0; t < bag.codes.size(); ++t)
            for (int n = 0; n < std::max(1, static_cast<int>(bag.weights[t])); ++n) {
                if (!to.empty()) to += separator_ == 0 ? ' ' : separator_;
                to += categories_ == nullptr ? std::to_string(bag.codes[t]) : categories_->name(bag.codes[t]);
            }
        return to;
    }
    /// A column of these rows in this order, `no_item` for a row without a value.
    event_column rows(std::span<const std::uint32_t> which) const {
        return with_values(std::visit([&](const auto& v) { return storage(detail::taken(v, which)); }, values_));
    }
    /// A column of the rows in these ranges, in their order.
    event_column rows(std::span<const detail::event_range> which) const {
        return with_values(std::visit([&](const auto& v) { return storage(detail::gathered(v, which)); }, values_));
    }
    /// Names the whole content: FNV-1a 64 over name, categories and values.
    std::uint64_t hash() const {
        detail::fnv1a h;
        h.text(name_);
        h.word(static_cast<std::uint64_t>(kind()));
        if (categories_ != nullptr) h.word(categories_->hash());
        h.word(static_cast<unsigned char>(separator_));
        std::visit([&](const auto& v) { detail::add_to(h, v); }, values_);
        return h.value;
    }

    /// Calls f(values) with what the column is made of: how filters and splits move events, whatever the column.
    template <class F>
    decltype(auto) edit(F&& f) {
        return std::visit(std::forward<F>(f), values_);
    }
    std::size_t memory_bytes() const {
        return std::visit([](const auto& v) { return detail::memory_of(v); }, values_);
    }

private:
    using storage = std::variant<std::vector<item_index>, std::vector<float>, vector_rows, bag_rows>;

    event_column with_values(storage v) const {
        event_column c(name_, categories_, std::vector<item_index>());
        c.separator_ = separator_;
        c.values_ = std::move(v);
        return c;
    }
    void require(column_kind wanted, const char* remedy) const {
        if (kind() != wanted) throw data_error("column \"" + name_ + "\" is " + text_of(kind()) + "; " + remedy);
    }
    std::string name_;
    std::shared_ptr<const vocabulary> categories_;  ///< or terms
    char separator_ = 0;
    storage values_;
};

}  // namespace data
NEXTCLICK_END_NAMESPACE
