// EXPECT: the list leaves out a member of this pack of parameters
// SPDX-License-Identifier: Apache-2.0
#include "scaled_last.hpp"

template <class S>
struct pack {
#ifdef NEXTCLICK_MUST_FAIL
    typename S::dense gain, shift;
    static constexpr auto fields() { return nc::field_list{nc::field{"gain", &pack::gain}, nc::field{"gain", &pack::shift}}; }
#else
    typename S::dense gain, shift;
    static constexpr auto fields() { return nc::field_list{nc::field{"gain", &pack::gain}, nc::field{"shift", &pack::shift}}; }
#endif
};

int main() { saved<pack>(net_of<pack>(nc::data::simulate({}).items())); }
