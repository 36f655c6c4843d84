// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "nextclick/core/error.hpp"
#include "nextclick/core/fields.hpp"
#include "nextclick/core/kind_name.hpp"
#include "nextclick/data/click_log.hpp"
#include "nextclick/data/provenance.hpp"
#include "nextclick/ranker/concept.hpp"
#include "nextclick/simd/top_k.hpp"

NEXTCLICK_BEGIN_NAMESPACE
namespace baseline {

struct popularity_options {
    std::size_t kept = 100;  ///< number of items that are ranked
    static constexpr auto options() { return field_list{field{"kept", &popularity_options::kept}}; }
};

/// POP: the most clicked items, the same for every session: score = clicks / (1 + clicks) (docs/models.md 4.6).
class popularity {
public:
    using options_type = popularity_options;
    static std::string name() { return "popularity"; }

    explicit popularity(const data::click_log& log, const options_type& options = {});
    /// From stored counts, one per item. Throws `data_error` if their number differs.
    popularity(std::shared_ptr<const data::vocabulary> items, const options_type& options, data::provenance about);

    const data::vocabulary& items() const { return *items_; }
    std::size_t item_count() const { return items_->size(); }
    const options_type& settings() const { return options_; }
    data::provenance& about() { return about_; }
    const data::provenance& about() const { return about_; }
    void score(const ranker::clicks&, ranker::score_list& scores) const {
        for (const auto& [item, score] : top_) scores.add(item, score);
    }

private:
    void count(std::span<const std::uint32_t> support);

    std::shared_ptr<const data::vocabulary> items_;
    options_type options_;
    std::vector<simd::scored<float>> top_;
    data::provenance about_;
};
static_assert(ranker::Ranker<popularity>);

/// S-POP: the items most clicked in the session, followed by the most clicked overall: score = clicks in the session
/// + POP's score, which is below 1.
class session_popularity {
public:
    using options_type = popularity_options;
    static std::string name() { return "session_popularity"; }

    explicit session_popularity(const data::click_log& log, const options_type& options = {}) : overall_(log, options) {}
    session_popularity(std::shared_ptr<const data::vocabulary> items, const options_type& options, data::provenance about);

    const data::vocabulary& items() const { return overall_.items(); }
    std::size_t item_count() const { return overall_.item_count(); }
    const options_type& settings() const { return overall_.settings(); }
    data::provenance& about() { return overall_.about(); }
    const data::provenance& about() const { return overall_.about(); }
    void score(const ranker::clicks& session, ranker::score_list& scores) const;

private:
    popularity overall_;
};
static_assert(ranker::Ranker<session_popularity>);

}  // namespace baseline
NEXTCLICK_END_NAMESPACE

NEXTCLICK_BEGIN_NAMESPACE
template <>
inline constexpr std::string_view kind_name<baseline::popularity> = "popularity";
template <>
inline constexpr std::string_view kind_name<baseline::session_popularity> = "session_popularity";
NEXTCLICK_END_NAMESPACE

#ifndef NEXTCLICK_KERNELS
#include "nextclick/baseline/popularity.ipp"
#endif
