// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "nextclick/pooling/attend.hpp"
#include "nextclick/pooling/concept.hpp"
#include "nextclick/pooling/dense.hpp"
#include "nextclick/pooling/dropout.hpp"
#include "nextclick/pooling/hadamard.hpp"
#include "nextclick/pooling/join.hpp"
#include "nextclick/pooling/lane_order.hpp"
#include "nextclick/pooling/last.hpp"
#include "nextclick/pooling/mean.hpp"
#include "nextclick/pooling/running.hpp"
#include "nextclick/pooling/sum.hpp"
