# SPDX-FileCopyrightText: 2026 thermosgd contributors
# SPDX-License-Identifier: MIT
#
# The expected values of chains.csv, printed as the rows of expected.csv:
#   Rscript chains.R chains.csv > expected.csv
# rhat, ess_bulk, ess_tail and ess_mean are those of the package posterior; nested R-hat is its
# published formula, since version 1.4 does not have it: superchains are the first half of the chains
# and the rest.
suppressMessages(library(posterior))
data <- read.csv(commandArgs(trailingOnly = TRUE)[1], check.names = FALSE)
case_of <- sub("\\..*$", "", names(data))
nested <- function(x) {
  k <- ncol(x)
  if (k %% 2 == 1) return(NA)
  group <- rep(1:2, each = k / 2)
  means <- colMeans(x)
  between <- tapply(means, group, function(m) if (length(m) > 1) var(m) else 0)
  within <- tapply(apply(x, 2, var), group, mean)
  sqrt(1 + var(tapply(means, group, mean)) / mean(between + within))
}
cat("case,rhat,ess_bulk,ess_tail,ess_mean,nested\n")
for (case in unique(case_of)) {
  x <- as.matrix(data[, case_of == case, drop = FALSE])
  values <- suppressWarnings(c(rhat(x), ess_bulk(x), ess_tail(x), ess_mean(x), nested(x)))
  cat(case, sprintf("%.15g", values), sep = ",")
  cat("\n")
}
