// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "nextclick/core/kind_name.hpp"
#include "nextclick/neighbours/knn.hpp"

/// The published methods, as types (docs/models.md 4). k and m default to those of knn_options, 100 and 1000; STAN was published with
/// m = 5000.
NEXTCLICK_BEGIN_NAMESPACE
namespace neighbours {

template <class Similarity = similarity::cosine>
using sknn = knn<Similarity, score::plain>;
template <class Similarity = similarity::cosine, class Decay = decay::division>
using ssknn = knn<Similarity, score::decayed<Decay>>;
template <class Similarity = similarity::cosine>
using sfsknn = knn<Similarity, score::following>;
template <class Weight = weight::division, class Decay = decay::division, template <class> class Of = similarity::weighted>
using vsknn = knn<Of<Weight>, score::decayed<Decay>>;
using stan = knn<similarity::aged<similarity::weighted_cosine<weight::exponential>>, score::nearby>;
using vmis = knn<similarity::weighted<weight::division>, score::vmis>;

/// The options of STAN with the two factors that V-STAN adds.
inline stan::options_type vstan_options(float gamma = 5, float steps = 1.02f) {
    return {.recent = 5000, .score = {.gamma = gamma, .decay = {.steps = steps}}};
}

}  // namespace neighbours
NEXTCLICK_END_NAMESPACE

NEXTCLICK_BEGIN_NAMESPACE
template <class Similarity, class Index>
inline constexpr std::string_view kind_name<neighbours::knn<Similarity, neighbours::score::plain, Index>> = "sknn";
template <class Decay, class Index>
inline constexpr std::string_view kind_name<neighbours::knn<neighbours::similarity::cosine, neighbours::score::decayed<Decay>, Index>> =
    "ssknn";
template <class Decay, class Index>
inline constexpr std::string_view kind_name<neighbours::knn<neighbours::similarity::jaccard, neighbours::score::decayed<Decay>, Index>> =
    "ssknn";
template <class Similarity, class Index>
inline constexpr std::string_view kind_name<neighbours::knn<Similarity, neighbours::score::following, Index>> = "sfsknn";
template <class Weight, class Decay, class Index>
inline constexpr std::string_view
    kind_name<neighbours::knn<neighbours::similarity::weighted<Weight>, neighbours::score::decayed<Decay>, Index>> = "vsknn";
template <class Weight, class Decay, class Index>
inline constexpr std::string_view
    kind_name<neighbours::knn<neighbours::similarity::weighted_cosine<Weight>, neighbours::score::decayed<Decay>, Index>> = "vsknn";
template <class Index>
inline constexpr std::string_view kind_name<neighbours::knn<neighbours::stan::similarity_type, neighbours::score::nearby, Index>> = "stan";
template <class Index>
inline constexpr std::string_view kind_name<neighbours::knn<neighbours::vmis::similarity_type, neighbours::score::vmis, Index>> = "vmis";
NEXTCLICK_END_NAMESPACE
