// EXPECT: packs of parameters are walked side by side: they must have the same shape
// SPDX-License-Identifier: Apache-2.0
#include "nextclick/core/fields.hpp"

struct one {
    nextclick::matrix<float> a;
    static constexpr auto fields() { return nextclick::field_list{nextclick::field{"a", &one::a}}; }
};
struct two {
    nextclick::matrix<float> a, b;
    static constexpr auto fields() { return nextclick::field_list{nextclick::field{"a", &two::a}, nextclick::field{"b", &two::b}}; }
};

int main() {
#ifdef NEXTCLICK_MUST_FAIL
    two p;
#else
    one p;
#endif
    one q;
    nextclick::resize_like(p, q);
}
