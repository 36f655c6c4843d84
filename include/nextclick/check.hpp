// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "nextclick/check/activation.hpp"
#include "nextclick/check/attention.hpp"
#include "nextclick/check/cell.hpp"
#include "nextclick/check/encoder.hpp"
#include "nextclick/check/forward_backward.hpp"
#include "nextclick/check/head.hpp"
#include "nextclick/check/input.hpp"
#include "nextclick/check/lanes.hpp"
#include "nextclick/check/loss.hpp"
#include "nextclick/check/options.hpp"
#include "nextclick/check/output.hpp"
#include "nextclick/check/pooling.hpp"
