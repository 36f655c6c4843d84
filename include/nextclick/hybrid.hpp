// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "nextclick/hybrid/cascade.hpp"
#include "nextclick/hybrid/mixed.hpp"
#include "nextclick/hybrid/parts.hpp"
#include "nextclick/hybrid/scaling.hpp"
#include "nextclick/hybrid/switching.hpp"
#include "nextclick/hybrid/weighted.hpp"
