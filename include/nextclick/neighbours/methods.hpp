// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "nextclick/neighbours/knn.hpp"

/// The published methods, as types (models.md 4). k and m are knn_options' own, 100 and 1000; STAN was published with an m of 5000.
namespace nextclick::inline NEXTCLICK_ABI::neighbours {

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

/// STAN with the two factors that V-STAN adds.
inline stan::options vstan_options(float gamma = 5, float steps = 1.02f) {
    return {.recent = 5000, .score = {.gamma = gamma, .decay = {.steps = steps}}};
}

}  // namespace nextclick::inline NEXTCLICK_ABI::neighbours
