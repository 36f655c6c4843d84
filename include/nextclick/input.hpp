// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "nextclick/input/concept.hpp"
#include "nextclick/input/dropout.hpp"
#include "nextclick/input/embedding.hpp"
#include "nextclick/input/one_hot.hpp"
