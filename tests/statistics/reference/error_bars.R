# SPDX-FileCopyrightText: 2026 thermosgd contributors
# SPDX-License-Identifier: MIT
#
# The error bars of coda and posterior on the series that error_bars.cpp writes, as error_bars.py
# prints those of its peers:
#   Rscript error_bars.R DIR
suppressMessages({
  library(coda)
  library(posterior)
})
directory <- commandArgs(trailingOnly = TRUE)[1]
cases <- read.csv(file.path(directory, "cases.csv"))

cell <- function(means, errors, mean, scatter) {
  covered <- abs(means - mean) <= 1.959964 * errors
  known <- errors[is.finite(errors)]
  lost <- length(errors) - length(known)
  sprintf("%.1f (%.2f%s)", 100 * sum(covered, na.rm = TRUE) / length(errors),
          mean(known) / scatter, if (lost) sprintf(", %d NaN", lost) else "")
}

cat("coda | posterior |\n--- | --- |\n")
for (i in seq_len(nrow(cases))) {
  case <- cases[i, ]
  numbers <- readBin(file.path(directory, paste0(case$name, ".f64")), "double",
                     case$series * case$count, endian = "little")
  x <- matrix(numbers, nrow = case$count)
  by_coda <- apply(x, 2, function(y) sqrt(spectrum0.ar(y)$spec / length(y)))
  # It warns where it caps the effective sample size, at N log10 N.
  by_posterior <- suppressWarnings(apply(x, 2, function(y) mcse_mean(y)))
  means <- colMeans(x)
  cat(cell(means, by_coda, case$mean, case$scatter), "|",
      cell(means, by_posterior, case$mean, case$scatter), "|\n")
}
