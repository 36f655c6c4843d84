// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <type_traits>

#include "nextclick/batch/concept.hpp"
#include "nextclick/core/no_policy.hpp"
#include "nextclick/model/checks.hpp"
#include "nextclick/optimizer/concept.hpp"

/// What a trainer takes, and the diagnoses of what it cannot take.
NEXTCLICK_BEGIN_NAMESPACE
namespace train::detail {

/// What can be trained, and by what.
template <class M>
concept Model = !std::is_const_v<M> && requires {
    typename M::weight_pack;
    typename M::objective_type;
};
template <class Net, class Optimizer, class Batcher>
inline constexpr bool trains = Model<Net> && optimizer::Optimizer<Optimizer> && batch::Batcher<Batcher>;
template <class Net>
struct no_model {
    static_assert(Model<Net>, "train: the first argument must be a nextclick::model, and not const");
};
template <class Optimizer>
struct no_optimiser {
    static_assert(optimizer::Optimizer<Optimizer>, "train: the optimiser lacks what follows (see optimizer/concept.hpp)");
};
template <class Batcher>
struct no_batcher {
    static_assert(batch::Batcher<Batcher>, "train: the batcher lacks what follows (see batch/concept.hpp)");
};
struct wrong_model {};  // which says why
/// Its static assertion names what is missing where `trains` is false.
template <class Net, class Optimizer, class Batcher>
using not_trained = first_fault<fault_of_part<Model<Net> || WrongModel<Net>, Net, no_model<Net>>,
                                fault_of_part<optimizer::Optimizer<Optimizer>, Optimizer, no_optimiser<Optimizer>>,
                                fault_of_part<batch::Batcher<Batcher>, Batcher, no_batcher<Batcher>>, wrong_model>;

}  // namespace train::detail
NEXTCLICK_END_NAMESPACE
