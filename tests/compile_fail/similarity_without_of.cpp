// EXPECT: Similarity
// SPDX-License-Identifier: Apache-2.0
#include "nextclick/neighbours/knn.hpp"

namespace nc = nextclick;

struct half_similarity : nc::neighbours::similarity::cosine {
#ifdef NEXTCLICK_MUST_FAIL
    static void of(const nc::neighbours::common&) = delete;
#endif
};
using probe = nc::neighbours::knn<half_similarity, nc::neighbours::score::plain>;
static_assert(nc::ranker::Ranker<probe>);
