#!/usr/bin/env Rscript
# Ask a Salthouse gateway from R. Needs httr2 0.2.2 or newer (Debian: r-cran-httr2).
#
# As a program: Rscript ask.R URL TOKEN-FILE QUESTION.json FOLDER
# In a session:
#
#   source("ask.R")
#   gateway <- salthouse("https://tre.example.org", "my-token-file")
#   datasets(gateway)
#   answer <- ask(gateway, "question.json")
#   answer$table

library(httr2)

# A request that knows who asks. The token comes from a file, so it is in no script and no history; httr2 never prints it.
# A gateway that is busy says 429 or 503 and when to come back: `req_retry` comes back then.
salthouse <- function(url, token_file) {
  request(url) |>
    req_auth_bearer_token(trimws(readLines(token_file, n = 1, warn = FALSE))) |>
    req_retry(max_tries = 8) |>
    req_error(body = explain)
}

# What there is to ask about.
datasets <- function(gateway) {
  told <- gateway |> req_url_path_append("v1/datasets") |> req_perform() |> resp_body_json()
  data.frame(
    id = vapply(told$datasets, \(one) one$id, ""),
    title = vapply(told$datasets, \(one) one$title, "")
  )
}

# Asks the question in a file: its table, and the receipt which proves that the answer stands in the audit log.
# The question stays JSON, because a list of one in R easily becomes a bare word there. It is read whole: httr2 0.2.2
# would not send a file a second time where the gateway was busy.
ask <- function(gateway, question) {
  as_table <- gateway |> req_headers(Accept = "text/csv")
  answer <- as_table |>
    req_url_path_append("v1/queries") |>
    req_body_raw(readBin(question, "raw", file.size(question)), type = "application/json") |>
    req_perform()
  path <- resp_header(answer, "location")
  if (is.null(path)) path <- resp_header(answer, "content-location")
  # 202: the answer takes longer, and will be at `path`.
  while (resp_status(answer) == 202) {
    Sys.sleep(as.numeric(resp_header(answer, "retry-after")))
    answer <- as_table |> req_url_path_append(path) |> req_perform()
  }
  receipt <- gateway |> req_url_path_append(path, "receipt") |> req_perform()
  list(table = read_table(resp_body_string(answer)), receipt = resp_body_string(receipt))
}

# Codes stay text ("01" is not 1). Numbers become numbers, and what is not shown becomes NA: the column `NAME.status`
# beside each measure says why. Never fill such a gap with 0, and never drop it unsaid.
read_table <- function(text) {
  table <- read.csv(text = text, colClasses = "character", na.strings = character(), check.names = FALSE)
  statuses <- grep("\\.status$", names(table), value = TRUE)
  for (measure in sub("\\.status$", "", statuses)) {
    columns <- names(table)[names(table) == measure | startsWith(names(table), paste0(measure, "."))]
    numbers <- columns[!grepl("\\.(status|lowReliability)$", columns)]
    table[numbers] <- lapply(table[numbers], as.numeric)
  }
  table
}

# A problem document in plain words, one line for each reason; what a proxy says, as it is.
explain <- function(answer) {
  if (!identical(resp_content_type(answer), "application/problem+json")) return(resp_body_string(answer))
  problem <- resp_body_json(answer)
  reasons <- vapply(problem$reasons, \(reason) {
    paste0(reason$clause, ": ", reason$message, " ", reason$change, " Ask ", reason$ask, ".")
  }, "")
  c(paste0(problem$title, " (", c(problem$code, problem$status)[1], "): ", problem$detail), reasons)
}

# Not when the file is read with source().
if (sys.nframe() == 0) {
  words <- commandArgs(trailingOnly = TRUE)
  if (length(words) != 4) stop("ask.R URL TOKEN-FILE QUESTION.json FOLDER")
  gateway <- salthouse(words[1], words[2])
  print(datasets(gateway), row.names = FALSE)
  answer <- ask(gateway, words[3])
  print(answer$table, row.names = FALSE)
  write.csv(answer$table, file.path(words[4], "table.csv"), row.names = FALSE)
  writeLines(answer$receipt, file.path(words[4], "receipt.json"))
}
