// EXPECT: row map that the output names(.|\n)*backward
// SPDX-License-Identifier: Apache-2.0
#include "nextclick/nextclick.hpp"
namespace nc = nextclick;

struct half_map : nc::table::unit_length {
#ifdef NEXTCLICK_MUST_FAIL
    template <class... A>
    static void backward(A&&...) = delete;
#endif
};
struct output : nc::output::separate<> {
    using row_map = half_map;
};
nc::model<nc::input::embedding<8>, nc::encoder::none, nc::pooling::last, output, nc::loss::cross_entropy, nc::sampler::in_batch> net{
    nc::data::vocabulary{}};
