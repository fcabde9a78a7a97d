import Glibc
import JSON

// `deploy/bench` runs this program and compares what it says. It is no part of the product.
do {
    let words = try Words(CommandLine.arguments.dropFirst())
    switch words.command {
    case "noise": report(try NoiseBench(words).run())
    case "suppression": report(try SuppressionBench(words).run())
    case "release": report(try ReleaseBench(words).run())
    case "policy": report(try PolicyBench(words).run())
    case "alias": report(try AliasBench(words).run())
    case "make": report(try MakeData(words).run())
    case "engine": report(try EngineBench(words).run())
    case "audit-append": report(try AuditBench(words).append(clients: words.number("--clients")))
    case "audit-open": report(try AuditBench(words).open())
    case "audit-receipts": report(try AuditBench(words).receipts(count: words.number("--count")))
    default:
        throw BenchError.usage("salthouse-bench and a word that `deploy/bench.d` gives it, with its options")
    }
} catch {
    report(["error": "\(error)"])
    exit(2)
}
