// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <vector>

/// Twice the dot product, by the library's kernels as built for one level.
float dot_v2(const std::vector<float>& a, const std::vector<float>& b);
float dot_v3(const std::vector<float>& a, const std::vector<float>& b);
float dot_v4(const std::vector<float>& a, const std::vector<float>& b);
