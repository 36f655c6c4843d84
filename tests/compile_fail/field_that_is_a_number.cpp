// EXPECT: a field is neither a tensor, as S::dense and S::rows are, nor a pack
// SPDX-License-Identifier: Apache-2.0
#include "scaled_last.hpp"

template <class S>
struct pack {
#ifdef NEXTCLICK_MUST_FAIL
    typename S::scalar gain, shift;
    static constexpr auto fields() { return nc::field_list{nc::field{"gain", &pack::gain}, nc::field{"shift", &pack::shift}}; }
#else
    typename S::dense gain, shift;
    static constexpr auto fields() { return nc::field_list{nc::field{"gain", &pack::gain}, nc::field{"shift", &pack::shift}}; }
#endif
};

int main() { return trained_and_served<pack>(); }
