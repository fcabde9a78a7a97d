/// What `--help` says.
enum Help {
    static let version = "0.1.0"

    static let overview = """
        salthouse \(version): a gateway in front of data about people. Only safe aggregates leave.

          salthouse demo       serves a made-up region, with tokens to try everything
          salthouse init       makes an empty deployment: keys, audit log, database
          salthouse load       loads a CSV file by its declaration
          salthouse datasets   says what is loaded
          salthouse tokens     gives, lists and takes back access tokens
          salthouse serve      answers over HTTP
          salthouse check-config  says whether a configuration would start, and would be safe
          salthouse backup     copies a deployment, while it serves; restore makes one of a copy
          salthouse keys       lists every key with its age, and changes them
          salthouse upgrade    brings a deployment of an older version up to date
          salthouse policy     checks policy files, compares them, and tries them against the past
          salthouse audit      shows, exports and anchors the audit log, and changes its key
          salthouse version

        `salthouse COMMAND --help` shows examples. Exit codes: 0 done, 1 not done, 2 wrong words.
        """

    static func text(for command: String) -> String? { texts[command] }

    private static let texts = [
        "demo": """
        salthouse demo [--listen ADDRESS] [--directory DIR] [--scale full|N] [--seed N] [--policies DIR] [--json]

        Makes a synthetic Liverpool City Region and serves it. One Nth of the region with --scale N (20 if not said).
        The same directory and seed go on where they stopped; another seed or scale is refused there.
          salthouse demo
          salthouse demo --listen 127.0.0.1:9000 --directory /tmp/demo --scale 50 --json
        """,
        "init": """
        salthouse init --directory DIR --origin NAME

        Makes keys, an empty audit log with that name, and the database. The name stands in every checkpoint.
          salthouse init --directory /var/lib/salthouse --origin tre.example.org/log
        Afterwards move DIR/keys/next.key to another place: it is needed only when the signing key changes.
        """,
        "load": """
        salthouse load --directory DIR --declaration FILE --csv FILE [--append] [--releases N] [--generations N]
                       [--report FILE]
        salthouse load --directory DIR --opt-outs FILE --opt-out-day YYYY-MM-DD [--identifier nhsNumber|opaque]
        salthouse load --directory DIR --reference FILE | --lookup FILE | --drop-reference NAME@VERSION
        salthouse load --directory DIR --derived FILE | --drop-derived DATASET.NAME@VERSION

        Checks every value, replaces identifiers by keyed pseudonyms, and publishes a new generation. Several
        --declaration and --csv pairs go in by one call each, linked datasets first. A gateway that runs serves it within
        a second. The CSV file may be packed by gzip. A reference holds public numbers, such as a census population,
        and a look-up leads from areas of one vintage to those of another, or to wards; --drop-reference takes out either.
        A derived variable is defined in the words of queries, and loads only where each of its examples comes true.
          --append       adds the rows to those that are loaded, instead of replacing them
          --releases     how many releases (asOf) of the dataset stay readable, this one among them: 1 if not said
          --generations  how many older generations stay on the disk: 2 if not said
          --report       writes what was found into a file, for you alone
          salthouse load --directory /var/lib/salthouse --declaration person.json --csv PERSON.csv
          salthouse load --directory /var/lib/salthouse --declaration visit.json --csv VISIT-2026-04.csv.gz --append
        """,
        "datasets": """
        salthouse datasets --directory DIR
        """,
        "tokens": """
        salthouse tokens add --directory DIR --person ID --roles researcher,steward [--controllers a,b]
                             [--strength one-factor|two-factor] [--days N | --until YYYY-MM-DDThh:mm:ssZ]
                             [--policies DIR] [--dominance FILE]
        salthouse tokens list --directory DIR
        salthouse tokens revoke TOKEN-ID --directory DIR

        The token is printed once, and only its hash is kept. It lasts 30 days if nothing else is said.
        Roles: researcher, steward, panel, auditor, operator.
        --strength says how surely you knew the person when you gave it: two-factor where you saw a second proof, such as a
        staff card beside the password. Questions about sensitive data need that; one-factor if nothing is said.
        Stop the gateway before: each change is written into its audit log.
        """,
        "serve": """
        salthouse serve --config FILE [further options]
        salthouse serve --directory DIR [--listen ADDRESS] [--proxy-socket unix:/path] [--policies DIR] [--pin PATH]
                        [--witnesses POLICY [--witness-hours N]] [--heartbeat-minutes N] [--synchronised]
                        [--dominance FILE] [--identity FILE]
                        [--metrics ADDRESS] [--journal text|json] [--drain-seconds N]
                        [--job-threads N] [--job-queue N] [--jobs-per-person N] [--jobs-per-project N]
                        [--job-class N] [--connections N] [--connections-per-peer N] [--workers N]
                        [--waiting-requests N] [--head-seconds N] [--body-seconds N] [--response-seconds N]
                        [--idle-seconds N] [--requests-per-person N] [--questions-per-project N]
                        [--strangers-per-address N] [--refusals N] [--lock-minutes N]
                        [--trusted-proxy unix|ADDRESS]
                        [--tls-certificate FILE --tls-key FILE [--tls-minimum 1.2]
                         [--tls-client-ca FILE [--tls-client-crl FILE]]]

        --config reads settings from one JSON file, which deploy/salthouse.example.json shows; what the file says cannot be
        said again here. `salthouse check-config FILE` tries it without a start.
        Answers on 127.0.0.1:8080 or where --listen says: 127.0.0.1:PORT, [::1]:PORT or unix:/path. Beyond this
        machine it listens with TLS only: ADDRESS:PORT, 0.0.0.0:443 or [::]:443. With --proxy-socket it listens on a Unix socket
        too, in plain text, for a proxy on this machine.
        --tls-certificate and --tls-key make it speak TLS 1.3, with --tls-minimum 1.2 that too. All files are read again on SIGHUP,
        and no connection ends; files that are no good are told of, and those of before stay in force. With --tls-client-ca
        a client may show a certificate, which one of these authorities must have made; --tls-client-crl holds the lists of those
        that they took back, one of each, and once a list has run out no certificate is let in.
        --trusted-proxy says which proxy on this machine may tell in `Forwarded` and `Client-Cert` whom a request is from:
        unix, or an address such as 127.0.0.1. From anybody else a request with one of these is refused.
        --pin keeps a copy of the log's checkpoint, if possible on another device: an older log is refused then.
        --witnesses shows checkpoints every minute to the witnesses of a policy file (C2SP tlog-policy); with
        --witness-hours new questions are refused while no quorum of them has seen the log for that long.
        --metrics shows /metrics (OpenMetrics), /health/live and /health/ready on a listener of its own, from the first
        moment of a start. --journal json writes JSON lines to standard error. On SIGTERM it says at /health/ready that it
        drains, answers for --drain-seconds more (0), and ends in order; on SIGHUP it reads files again.
        The log gets an entry every hour, or every --heartbeat-minutes, also where nobody asks: a silence shows.
        With --synchronised it does not start while the kernel's clock is not kept in step with others.
        --dominance names the rules of dominance that you keep to yourself: DIR/keys/dominance.json if not said. They are
        read only where the profile counts-nhs protects a dataset. Say the same to `tokens`.
        --identity names a sign-in service whose tokens are believed beside those of `salthouse tokens`; its keys are read
        again when their file changes, and the file itself on SIGHUP. deploy/identity.example.json shows one.
        Questions that nobody waits for are jobs: at most --job-threads (16) run and --job-queue (64) wait, of one person 8
        and of one project 16 together, if nothing else is said. From the cost class --job-class (8) on every question is
        a job: with ticks of 250 ms, one that takes two seconds.
        At most --connections (512) are open, of one address --connections-per-peer (256): behind a proxy all come from one.
        --workers (64) requests are answered at once, and --waiting-requests (256) wait. A request's head must be there within
        --head-seconds (10), its body within --body-seconds (15), the answer be read within --response-seconds (15), and
        the next request begin within --idle-seconds (60), however much arrives meanwhile.
        In a minute a person may send --requests-per-person (1200), a project's researchers ask --questions-per-project
        (600), and an address send --strangers-per-address (1200) without a person. After --refusals (100) of its tokens
        an address, and after as many a token, is locked out for --lock-minutes (5). Each but the last may be `unlimited`.
        """,
        "check-config": """
        salthouse check-config FILE [--json]
        salthouse check-config --schema

        Reads the file, and everything that `serve --config FILE` would read: deployment, keys, policies, sign-in service,
        witnesses, data. Changes nothing, and may run beside a gateway. Refuses what is unsafe: an address beyond this machine
        without TLS, secrets that others may read or that stand in the file, rules that everybody may write, names that it does not know.
        Each problem is told with its place and what to do. --schema prints the JSON Schema of the file.
        Exit codes: 0 a gateway would start so, 1 it would not, 2 wrong words.
        """,
        "backup": """
        salthouse backup --directory DIR --to FOLDER --keys-to FOLDER

        Copies a deployment as of one moment into a new folder, and the keys that open it into another; a gateway may be at
        work. The two must lie apart: with both in hand, everything can be opened. keys/next.key is in neither.
          salthouse backup --directory /var/lib/salthouse --to /backup/2026-11-22 --keys-to /safe/2026-11-22
        """,
        "restore": """
        salthouse restore --from FOLDER --keys-from FOLDER --directory NEW [--pin PATH] [--policies DIR]

        Makes a new deployment of a backup, opens it once as a start would, reads all of its data, its log and its vault, and
        leaves nothing where something does not hold. With --pin a backup that is older than that checkpoint is refused.
        --policies names the policy files, where `serve` needs it too.
          salthouse restore --from /backup/2026-11-22 --keys-from /safe/2026-11-22 --directory /var/lib/salthouse-new
        """,
        "keys": """
        salthouse keys list --directory DIR [--json]
        salthouse keys rotate database|vault|pseudonym --directory DIR [--pin PATH]
        salthouse keys rotate signing --directory DIR --next-key FILE --following FILE
                                      [--reason planned|suspected|lost] [--pin PATH]

        list says of each key how old its file is, what whoever else holds it could do, and how it is changed.
        rotate makes a new key and takes it into use. database seals every row of gateway.db anew, vault all that the vault
        holds; pseudonym is changed only where no data are loaded. The log says so first. A kill at any moment leaves the
        old key or the new one, and the next start settles which: run it again. signing is the same as `audit rotate-key`.
        Stop the gateway before rotate, and make a backup afterwards.
          salthouse keys rotate vault --directory /var/lib/salthouse
        """,
        "upgrade": """
        salthouse upgrade --directory DIR --backup FOLDER | --no-backup [--pin PATH]

        Brings a deployment that an older program made up to date; every other command but `backup` refuses it until then.
        Stop the gateway and run `salthouse backup` first: FOLDER is its first folder, and must have every entry of the log.
        With --no-backup nobody looks: say so where you have a copy of another kind. There is no way back but the backup.
        It may be killed at any moment, and is run again then. A newer deployment is left as it is.
          salthouse upgrade --directory /var/lib/salthouse --backup /backup/2026-11-22
        """,
        "policy": """
        salthouse policy check [--policies DIR] [--dominance FILE]    reads every policy file and names the first fault
        salthouse policy test [--policies DIR]                        runs the examples that stand beside the clauses
        salthouse policy diff OLD NEW [--json]
        salthouse policy replay --policies NEW --directory DIR [--reasons] [--json]
        salthouse policy offer --policies NEW --directory DIR

        diff says which clauses are added, removed or changed, and how. OLD and NEW are folders, or files of DIR/policies.
        replay tries new policies against every decision in the audit log, and prints those that would have been taken
        otherwise; with --reasons also those that would have been a no for other reasons. What a decision rested on comes
        from the vault, and is believed only where the log commits to it. Stop the gateway before; one that runs answers
        the same at /v1/policies/HASH/replay.
        offer checks new policies, runs their examples, and lays them into DIR/policies under their hash. Two stewards
        put them into force at /v1/policies, from the next question on. New protection profiles wait for the next start.
        Exit codes of diff and replay: 0 nothing would differ, 3 something would, 1 not done, 2 wrong words.
          salthouse policy diff /var/lib/salthouse/policies/HASH.json ./policies-new
          salthouse policy replay --policies ./policies-new --directory /var/lib/salthouse
        """,
        "audit": """
        salthouse audit head --directory DIR
        salthouse audit export --directory DIR --out OUT
        salthouse audit anchor --directory DIR --request FILE.tsq
        salthouse audit anchor --directory DIR --response FILE.tsr --ca FILE.pem [--chain FILE.pem] [--authority NAME]
        salthouse audit rotate-key --directory DIR --next-key FILE --following FILE
                                   [--reason planned|suspected|lost] [--pin PATH]
        salthouse audit erase --directory DIR --person ID [--project ID] --reason request|retention|order
                              --authority TEXT
        salthouse audit prune --directory DIR --keep-days N [--pin PATH]

        head prints the newest checkpoint and the log's public key. export copies what the published checkpoint
        promises, for an auditor; the gateway may be at work. anchor has the newest checkpoint stamped by an authority
        of time (RFC 3161, through openssl): first the request to carry there, then the response that came back.
        rotate-key hands the log to the key that it promised, and promises the one in --following, which is made
        where the file is missing. erase destroys the keys of what the vault holds about a person; the log says so first,
        and its proofs stay valid. prune takes old entries out that no budget and no answer needs: checks of questions, rejected
        requests, failed sign-ins, signs of life, and what was read and exported. A segment of 65,536 entries is looked at
        once all of it is N days old, at least 400; the log says first what is left, and the hashes stay. Nothing is taken
        out otherwise. Stop the gateway before rotate-key, erase, prune and anchor --response.
        """,
    ]
}
