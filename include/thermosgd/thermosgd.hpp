// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
#pragma once
/// \file
/// The umbrella: everything that needs only the standard library and touches no file.

#include <thermosgd/core/buffer.hpp>
#include <thermosgd/core/displacement_sums.hpp>
#include <thermosgd/core/error.hpp>
#include <thermosgd/core/executor.hpp>
#include <thermosgd/core/instruction_set.hpp>
#include <thermosgd/core/layout.hpp>
#include <thermosgd/core/snapshot.hpp>
#include <thermosgd/core/strided.hpp>
#include <thermosgd/core/sums.hpp>
#include <thermosgd/core/sums_pass.hpp>
#include <thermosgd/numeric/student_t.hpp>
#include <thermosgd/observables/temperature/fluctuation_dissipation.hpp>
#include <thermosgd/observables/temperature/kinetic_energy.hpp>
#include <thermosgd/observables/temperature/stationarity.hpp>
#include <thermosgd/observables/temperature/temperature.hpp>
#include <thermosgd/observables/temperature/velocity.hpp>
#include <thermosgd/observables/temperature/velocity_variance.hpp>
#include <thermosgd/report/report.hpp>
#include <thermosgd/report/text.hpp>
#include <thermosgd/statistics/batches.hpp>
#include <thermosgd/statistics/burn_in.hpp>
#include <thermosgd/statistics/drift.hpp>
#include <thermosgd/statistics/estimate.hpp>
#include <thermosgd/statistics/jackknife.hpp>
#include <thermosgd/statistics/lugsail.hpp>
#include <thermosgd/statistics/moments.hpp>
#include <thermosgd/thermometer/thermometer.hpp>
#include <thermosgd/version.hpp>
