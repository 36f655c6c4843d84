// SPDX-License-Identifier: Apache-2.0
#pragma once

namespace fuzz {
/// A target reports an input that it has accepted, so that a corpus file that is refused for another reason than intended, such as
/// a changed format, is detected.
inline bool accepted = false;
}  // namespace fuzz
