// EXPECT: the objective of this model learns from the log alone
// SPDX-License-Identifier: Apache-2.0
#include "nextclick/nextclick.hpp"
namespace nc = nextclick;

#ifdef NEXTCLICK_MUST_FAIL
using loss = nc::loss::cross_entropy;
#else
using loss = nc::loss::distilled;
#endif
using teacher_type = nc::model<nc::input::embedding<8>, nc::encoder::recurrent<nc::cell::gru<>, 8>, nc::pooling::last, nc::output::tied<>,
                               nc::loss::cross_entropy, nc::sampler::all_items>;
using student_type = nc::model<nc::input::embedding<8>, nc::encoder::recurrent<nc::cell::gru<>, 8>, nc::pooling::last, nc::output::tied<>,
                               loss, nc::sampler::all_items>;

void probe(student_type& student, const teacher_type& teacher, const nc::data::click_log& log) {
    nc::train::distil(student, teacher, log, nc::optimizer::adam{}, {.epochs = 2});
}
int main() {}
