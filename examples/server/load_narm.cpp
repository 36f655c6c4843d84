// SPDX-License-Identifier: Apache-2.0
#include "kinds.hpp"

template nextclick::io::any_pointer nextclick::io::load_as<narm>(const nextclick::io::tensor_file&, const nextclick::io::any_options&);
