// SPDX-License-Identifier: Apache-2.0
#include "family_narm.hpp"

KIND_IS_LOADED_HERE(narm_dense_decoder)
const kind narm_dense_decoder_kind =
    family::narm<types::narm_dense_decoder>("narm_dense_decoder", {}, "NARM with a table of its own in place of the bilinear decoder");
