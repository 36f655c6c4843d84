// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "nextclick/head/concept.hpp"
#include "nextclick/head/intent.hpp"
