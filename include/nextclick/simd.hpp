// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "nextclick/simd/activation.hpp"
#include "nextclick/simd/batch.hpp"
#include "nextclick/simd/gates.hpp"
#include "nextclick/simd/loss_row.hpp"
#include "nextclick/simd/math.hpp"
#include "nextclick/simd/matvec.hpp"
#include "nextclick/simd/product.hpp"
#include "nextclick/simd/softmax.hpp"
#include "nextclick/simd/step.hpp"
#include "nextclick/simd/top_k.hpp"
#include "nextclick/simd/vector.hpp"
