extension Command {
    static let help = """
        salthouse-verify checks an audit log, or one receipt, offline: it needs the files and one public key,
        trusts nobody, and changes nothing in the log.

        Usage:
          salthouse-verify DIR --key KEY [--level full|chain] [--known CHECKPOINT...]
                           [--policy FILE [--fresh SPAN]] [--disclosures FILE]
                           [--memory DIR | --no-memory] [--threads N] [--json]
          salthouse-verify receipt FILE --key KEY [--policy FILE [--fresh SPAN]] [--json]
          salthouse-verify consistency OLD NEW --key KEY (--log DIR | --proof FILE) [--json]
          salthouse-verify ledgers DIR --key KEY [--entries N] [--day YYYY-MM-DD]
          salthouse-verify review DIR PACK --key KEY
          salthouse-verify diff DIR DIR [--json]
          salthouse-verify export-tiles DIR OUT --key KEY [--entries]
          salthouse-verify tiles DIR --key KEY [--json]
          salthouse-verify fsck DIR --repair-derived

          DIR            the log's directory: segments/, checkpoint, checkpoints/, tree/
          FILE           a receipt: JSON with `disclosures`, `leaf` and `proof`
          PACK           a charter review, as the gateway answers at /v1/reports/charter-review
          --key          the log's first public key (name+hex+base64), or @FILE that holds it. For a log the changes
                         of keys are followed from there; for a receipt give the key in force when it was made
          --level        chain: lines, order, hashes and signatures, which shows that nothing was changed; full
                         (if not said): also the form of each entry, and whether all of them together can be true
          --known        checkpoints you kept from earlier visits: finds a rollback or a rewritten history, which
                         nothing inside the log can show
          --policy       whose cosignatures you ask for (C2SP tlog-policy)
          --fresh        how old they may be: 24h, 90m, 7d
          --disclosures  opened values as JSON, [{"seq", "disclosure"}]: each must be what the log commits to
          --memory       where the newest checkpoint of each log is kept until your next visit; if not said,
                         salthouse-verify in your state directory. --no-memory neither reads nor keeps one
          --entries      for ledgers: how many entries to count; all if not said
          --day          for ledgers: the day that the rolling span ends with; that of the last entry if not said
          --proof        hashes in base64, one a line: what a log answers for the two sizes
          --json         the report as JSON

        `consistency` shows that one checkpoint continues another. `ledgers` adds up what was spent, of what: the same bytes
        that the gateway answers at /v1/audit/ledgers, which names the day and the number of entries to give here.
        `review` checks a log, and makes a charter review again from its entries: it must be the one that was handed out,
        byte for byte. `diff` compares two copies of a log. `export-tiles` writes a checked log as C2SP tlog-tiles for
        standard tools; with --entries also the entries, which hold pseudonyms. `tiles` checks such files, an export or a
        mirror, against the key in force. `fsck --repair-derived` makes tree/ anew from the segments; the writer must be
        stopped.

        Examples:
          salthouse-verify /var/lib/salthouse/log --key @log.vkey
          salthouse-verify ./copy --key @log.vkey --known january.checkpoint --policy witnesses.txt --fresh 24h
          salthouse-verify receipt answer-123.receipt.json --key @log.vkey --json

        Exit code: 0 everything holds, 1 something does not hold, 2 wrong command or unreadable file.
        Each problem has a code: E-... is a failure, W-... is worth knowing.

        """
}
