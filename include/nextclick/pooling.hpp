// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "nextclick/pooling/concept.hpp"
#include "nextclick/pooling/last.hpp"
