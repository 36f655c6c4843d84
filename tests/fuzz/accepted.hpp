// SPDX-License-Identifier: Apache-2.0
#pragma once

namespace fuzz {
/// A target says so when it has read what it was given, so that a corpus which is refused for another reason than it was made
/// for, such as a format that has changed, does not go unseen.
inline bool accepted = false;
}  // namespace fuzz
