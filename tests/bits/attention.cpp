// SPDX-License-Identifier: Apache-2.0
// Models that look back at the clicks of a session: NARM, STAMP, the encoder-decoders.
#include "bits/bits.hpp"

namespace bits {
using namespace nc;
using batch::whole_sessions, batch::prefixes;

namespace {
const optimizer::adam rule{.rate = 0.01};
template <class Batcher, class Model>
void by(std::string_view entry, const data::click_log& log) {
    typename Model::policies p{.input = {.probability = 0.2}};
    if constexpr (requires { p.sampler.drawn; }) p.sampler = {.drawn = {.samples = 40, .alpha = 0.5}, .logq = 1};
    if constexpr (requires { p.pooling.inner.probability; }) p.pooling.inner.probability = 0.3;
    trained<Batcher>(entry, fresh<Model>(log, std::move(p)), log, rule,
                     {.batch = 32, .session_order = train::order::shuffled, .max_length = 15});
}
}  // namespace

void attention(const data::click_log& log) {
    by<whole_sessions, zoo::narm<10, 12>>("narm", log);
    by<whole_sessions, zoo::narm_sampled<10, 12>>("narm sampled", log);
    by<whole_sessions, zoo::narm_code<10, 12>>("narm code", log);
    by<whole_sessions, zoo::narm_global<10, 12>>("narm global", log);
    by<whole_sessions, zoo::narm_local<10, 12>>("narm local", log);
    by<whole_sessions, zoo::narm_dense_decoder<10, 12>>("narm dense", log);
    by<prefixes, zoo::narm<10, 12>>("narm by prefixes", log);
    by<whole_sessions, zoo::stamp<10>>("stamp", log);
    by<whole_sessions, zoo::stamp_sampled<10>>("stamp sampled", log);
    by<whole_sessions, zoo::stamp_code<10>>("stamp code", log);
    by<whole_sessions, zoo::stmp<10>>("stmp", log);
    by<whole_sessions, zoo::stmo<10>>("stmo", log);
    by<prefixes, zoo::encoder_decoder<10, 12>>("encoder-decoder", log);
    by<prefixes, zoo::encoder_decoder_alignment<10, 12>>("alignment", log);
    by<prefixes, zoo::encoder_decoder_plain<10, 12>>("plain", log);
    by<prefixes, zoo::encoder_decoder_intent<"Purchase", 10, 12>>("intent", log);
}
}  // namespace bits
