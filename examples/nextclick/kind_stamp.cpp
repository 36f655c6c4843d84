// SPDX-License-Identifier: Apache-2.0
#include "family_stamp.hpp"

KIND_IS_LOADED_HERE(stamp)
const kind stamp_kind = family::stamp<types::stamp>("stamp", "stamp_sampled",
                                                    "STAMP (2018): attention over the clicks themselves with the last one as query; fast");
