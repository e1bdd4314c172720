// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
#pragma once
/// \file
/// The columns of the CSV files behind the figures, and their units.

#include <array>
#include <string_view>

namespace paper {

/// A column of a table. Its header is "name [unit]", "name" alone for text.
struct table_column {
    std::string_view name;
    /// "1" for a pure number or the paper's units; empty for text; "unit" where that of a row is in
    /// its column "unit".
    std::string_view unit;
};

/// The columns of every table of temperatures: a point is one configuration and one group of
/// parameters, averaged over its seeds. Errors are standard errors with the scatter between seeds.
/// T is the paper's ½⟨v²⟩ at m = Δt = k_B = 1, which is its reading (a) of the mass; T_b has
/// m = 1/(2η) and Δt = 1, T_c has m = 1 and Δt = 2η.
inline constexpr std::array<table_column, 27> point_columns{{
    {"series", ""},                // what a curve or a column of a figure shows, e.g. "η = 0.01"
    {"data", ""},                  // "MNIST"
    {"network", ""},               // "A"
    {"seed_set", "1"},             // 1: seeds below 10, 2: from 10
    {"group", ""},                 // "conv1": its weights; "conv1.bias", …
    {"kind", ""},                  // "weight", "bias", "batch_norm"
    {"eta", "1"},                  // learning rate η
    {"beta", "image"},             // minibatch B
    {"inverse_beta", "1"},         // 1/B
    {"lambda", "1"},               // weight decay λ
    {"images", "image"},           // training images that minibatches are drawn from
    {"T", "1"},                    // ½⟨v²⟩
    {"T_error", "1"},              // standard error
    {"T_lower", "1"},              // 95 % interval
    {"T_upper", "1"},              //
    {"T_b", "1"},                  // T/(2η)
    {"T_b_error", "1"},            //
    {"T_c", "1"},                  // T/(4η²)
    {"T_c_error", "1"},            //
    {"law", "1"},                  // T/(ηλ⟨θ²⟩); empty for groups that batch norm does not scale
    {"law_error", "1"},            //
    {"law_predicted", "1"},        // the same as ε of batch norm has it, from its measured share
    {"law_predicted_error", "1"},  //
    {"seeds", "1"},                // how many runs the point is made of
    {"equilibrium", "1"},          // 1: drawn full and in the fits; 0: drawn hollow
    {"why_not", ""},               // e.g. "2 of 3 runs not stationary"; empty at equilibrium
    {"runs", ""},                  // their ids, a space between
}};

/// Fitted curves: of the points of one series, one group and one seed set.
inline constexpr std::array<table_column, 21> fit_columns{{
    {"figure", ""},            // the file of the points, e.g. "fig4_beta.csv"
    {"series", ""},            //
    {"seed_set", "1"},         //
    {"group", ""},             //
    {"x", ""},                 // "inverse_beta" or "eta"
    {"model", ""},             // "power": T = 10^intercept x^slope; "line": T = intercept + slope x
    {"slope", "1"},            // the exponent, for a power law
    {"slope_error", "1"},      // standard error, times inflation
    {"slope_lower", "1"},      // 95 % interval
    {"slope_upper", "1"},      //
    {"intercept", "1"},        //
    {"intercept_error", "1"},  //
    {"chi2", "1"},             //
    {"nu", "1"},               // degrees of freedom
    {"p", "1"},                // probability of a χ² as large or larger
    {"inflation", "1"},        // √(χ²/ν) where that is above 1, else 1
    {"misfit", "1"},           // root mean square of ln T − ln fit: how far off, in size
    {"points", "1"},           //
    {"x_min", "1"},            // range of x that was fitted
    {"x_max", "1"},            //
    {"better", "1"},           // 1 for the model of the two with the smaller χ²
}};

inline constexpr std::array<table_column, 5> network_columns{{
    {"network", ""},  // "A"
    {"group", ""},    // in order of the network
    {"kind", ""},     // "weight", "bias", "batch_norm"
    {"d", "1"},       // parameters
    {"total", "1"},   // parameters of the network
}};

inline constexpr std::array<table_column, 7> loss_columns{{
    {"run", ""},
    {"seed", "1"},
    {"seed_set", "1"},
    {"step", "step"},
    {"epoch", "epoch"},
    {"eta", "1"},
    {"loss", "nat"},  // of minibatches, averaged since the row before
}};

inline constexpr std::array<table_column, 16> stage_columns{{
    {"run", ""},
    {"seed", "1"},
    {"seed_set", "1"},
    {"eta", "1"},
    {"first_step", "step"},
    {"last_step", "step"},
    {"first_epoch", "epoch"},
    {"last_epoch", "epoch"},
    {"loss", "nat"},  // mean of the minibatch losses that were averaged
    {"loss_error", "nat"},
    {"loss_lower", "nat"},  // 95 % interval; empty where the error is a lower bound only
    {"loss_upper", "nat"},
    {"test_loss", "nat"},
    {"test_accuracy", "1"},
    {"test_accuracy_error", "1"},
    {"loss_drift", "1"},  // (second half − first half)/standard error
}};

/// Ratios of temperatures of layers at one η, of one seed set.
inline constexpr std::array<table_column, 14> ratio_columns{{
    {"series", ""},
    {"seed_set", "1"},
    {"eta", "1"},
    {"beta", "image"},
    {"group", ""},
    {"over", ""},    // the group in the denominator
    {"ratio", "1"},  // T(group)/T(over), the geometric mean over seeds
    {"ratio_lower", "1"},
    {"ratio_upper", "1"},
    {"z", "1"},  // |ln ratio| over its standard error
    {"p", "1"},  // of no difference, Holm's correction for the pairs of this η at equilibrium
    {"seeds", "1"},
    {"equilibrium", "1"},  // of both layers
    {"why_not", ""},
}};

inline constexpr std::array<table_column, 14> filter_columns{{
    {"run", ""},
    {"seed", "1"},
    {"seed_set", "1"},
    {"filter", ""},  // "conv1[0]"
    {"index", "1"},  // 0, 1, …
    {"eta", "1"},
    {"T", "1"},
    {"T_error", "1"},
    {"T_lower", "1"},
    {"T_upper", "1"},
    {"x2", "1"},   // ⟨θ²⟩
    {"law", "1"},  // T/(ηλ⟨θ²⟩)
    {"law_error", "1"},
    {"equilibrium", "1"},
}};

inline constexpr std::array<table_column, 12> equipartition_columns{{
    {"run", ""},
    {"seed", "1"},
    {"seed_set", "1"},
    {"group", ""},
    {"cv2", "1"},  // variance of T_i over the mean squared; 0: equipartition
    {"cv2_error", "1"},
    {"cv2_lower", "1"},  // 95 % interval
    {"cv2_upper", "1"},
    {"gini", "1"},
    {"d", "1"},
    {"d_eff", "1"},  // d/(1 + CV²), as the run gives it
    {"equilibrium", "1"},
}};

/// Exponents of T in 1/B and η for each placement of batch norm.
inline constexpr std::array<table_column, 11> exponent_columns{{
    {"network", ""},
    {"batch_norm", ""},  // where: "conv1 conv2 linear1"
    {"seed_set", "1"},
    {"group", ""},
    {"normalised", "1"},  // 1 where batch norm follows the layer
    {"beta_exponent", "1"},
    {"beta_exponent_error", "1"},
    {"beta_points", "1"},
    {"eta_exponent", "1"},
    {"eta_exponent_error", "1"},
    {"eta_points", "1"},
}};

inline constexpr std::array<table_column, 12> removal_columns{{
    {"run", ""},
    {"seed", "1"},
    {"seed_set", "1"},
    {"layer", ""},
    {"order", ""},     // "hottest first", "coldest first", "random", "smallest norm first"
    {"removed", "1"},  // filters or units
    {"of", "1"},
    {"accuracy", "1"},
    {"accuracy_error", "1"},
    {"loss", "nat"},
    {"loss_error", "nat"},
    {"orders", "1"},  // how many orders are averaged: several for random ones
}};

inline constexpr std::array<table_column, 10> damage_columns{{
    {"run", ""},
    {"seed", "1"},
    {"seed_set", "1"},
    {"layer", ""},
    {"unit", "1"},
    {"T", "1"},
    {"T_error", "1"},
    {"x2", "1"},
    {"loss_damage", "nat"},  // of removing this one alone
    {"accuracy_damage", "1"},
}};

inline constexpr std::array<table_column, 10> correlation_columns{{
    {"run", ""},  // "seed set 1": all of its runs together
    {"seed_set", "1"},
    {"layer", ""},
    {"what", ""},  // "T and loss damage", "norm and loss damage", …
    {"rho", "1"},  // Spearman's
    {"rho_lower", "1"},
    {"rho_upper", "1"},
    {"p", "1"},       // two-sided, of no correlation
    {"p_holm", "1"},  // Holm's correction for all correlations of this run, or of this seed set
    {"units", "1"},
}};

/// Gibbs states by the one-parameter group whose moment J they hold the mean of.
inline constexpr std::array<table_column, 12> gibbs_columns{{
    {"run", ""},
    {"seed", "1"},
    {"seed_set", "1"},
    {"group", ""},      // of parameters
    {"subgroup", ""},   // "time translation", "moving frame", "plane rotation", …; empty: of none
    {"reading", ""},    // what it is, e.g. "d_eff by the map"
    {"value", "unit"},  //
    {"error", "unit"},  // standard error
    {"lower", "unit"},  // 95 % interval
    {"upper", "unit"},  //
    {"unit", ""},       //
    {"verdict", ""},    // on the error, or what became of the fit
}};

/// S and the heat grow along the run; F and U are means over windows.
inline constexpr std::array<table_column, 10> entropy_columns{{
    {"run", ""},
    {"seed", "1"},
    {"seed_set", "1"},
    {"curve", ""},      // "S", "heat", "F", "U"
    {"step", "step"},   // of F and U: the middle of the window
    {"value", "unit"},  //
    {"error", "unit"},  // standard error; S and heat are sums and have none
    {"unit", ""},       // "nat step" for S, else "nat": the loss is in nat
    {"verdict", ""},    // on the error; "unknown": it is a lower bound
    {"layers", ""},     // whose weights count, a space between; "all parameters" for U
}};

inline constexpr std::array<table_column, 9> claim_columns{{
    {"claim", ""},           // "E4"
    {"section", ""},         // where the paper says it
    {"says", ""},            // the paper's claim in a sentence
    {"measured", ""},        // what was found, with error bars
    {"verdict", ""},         // "confirmed", "contradicted", "not testable"
    {"decides", ""},         // the number that decides, beside its threshold
    {"second_seeds", ""},    // the verdict on the second seed set
    {"second_decides", ""},  // and its number
    {"figure", ""},          // file of the points
}};

/// What "decides" says of a claim that no run can decide.
inline constexpr std::string_view undecidable = "no run can decide it";

inline constexpr std::array<table_column, 15> run_columns{{
    {"run", ""},
    {"data", ""},
    {"network", ""},
    {"seed", "1"},
    {"eta", ""},  // of the stages, a space between
    {"beta", "image"},
    {"lambda", "1"},
    {"sampling", ""},
    {"steps", "step"},
    {"ending", ""},
    {"seconds", "s"},
    {"peak_memory", "MB"},
    {"machine", ""},
    {"version", ""},
    {"instruction_set", ""},
}};

}  // namespace paper
