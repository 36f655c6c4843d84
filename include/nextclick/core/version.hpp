// SPDX-License-Identifier: Apache-2.0
#pragma once

// The only definition of the version; CMake reads it from here.
#define NEXTCLICK_VERSION_MAJOR 0
#define NEXTCLICK_VERSION_MINOR 1
#define NEXTCLICK_VERSION_PATCH 0
#define NEXTCLICK_VERSION "0.1.0"
