// EXPECT: nextclick::stored is not specialised
// SPDX-License-Identifier: Apache-2.0
#include "nextclick/nextclick.hpp"
namespace nc = nextclick;

struct half {
    std::uint16_t bits;
};
struct halves {
#ifdef NEXTCLICK_MUST_FAIL
    template <class>
    using element = half;
#else
    template <class T>
    using element = T;
#endif
    static constexpr const char* name() { return "halves"; }
};
nc::model<nc::input::embedding<8, halves>, nc::encoder::none, nc::pooling::last, nc::output::tied<>, nc::loss::cross_entropy,
          nc::sampler::in_batch>
    net{nc::data::vocabulary{}};
