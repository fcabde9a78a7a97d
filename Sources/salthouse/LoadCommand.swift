import AuditLog
import Catalogue
import DataLoading
import JSON
import Linux
import Snapshots

/// `salthouse load`: one CSV file, or the opt-out list, into a new generation.
struct LoadCommand {
    private let options: Options

    init(_ words: [String]) throws(CommandError) {
        options = try Options(
            words,
            values: [
                "--directory", "--declaration", "--csv", "--report", "--opt-outs", "--opt-out-day", "--identifier",
                "--releases", "--generations",
            ], flags: ["--append"])
        guard options.rest.isEmpty else { throw .usage("`load` takes options only") }
    }

    func run() throws(CommandError) {
        let deployment = try Deployment.existing(try options.required("--directory"))
        let releases = try options.number("--releases", in: 1...120) ?? 1
        let generations = try options.number("--generations", in: 0...1000) ?? generationsKept
        let open = try OpenDeployment(deployment)
        defer { open.log.stop() }
        do {
            let before = try deployment.store.current()
            var builder = try GenerationBuilder(
                store: deployment.store, key: try PseudonymKey(file: deployment.pseudonymKey))
            let optOutDay = try add(to: &builder, keeping: releases)
            let staged = try builder.stage()
            try open.publish(staged, before: before, optOutDay: optOutDay)
            try builder.retain(generations)
            Console.say("published generation \(staged.id)")
        } catch let error as CommandError {
            throw error
        } catch let error as LoadError {
            if case .values(let report) = error { try keep(report) }
            throw .failed("\(error.code): \(error.message)\nnothing was changed")
        } catch let error as SnapshotError {
            throw .failed("\(error.code): \(error.message)")
        } catch {
            throw .failed("\(error)")
        }
    }

    /// Loads what the options name; gives the day of the opt-out list where that was loaded.
    private func add(to builder: inout GenerationBuilder, keeping releases: Int) throws -> String? {
        if let list = options.value("--opt-outs") {
            let text = try options.required("--opt-out-day")
            guard let day = CalendarDay(text) else { throw CommandError.usage("`--opt-out-day` takes YYYY-MM-DD") }
            let kind: IdentifierKind = options.value("--identifier") == "opaque" ? .opaque : .nhsNumber
            try builder.addOptOuts(try .file(list), version: day, identifier: kind)
            return text
        }
        let (declaration, dataset) = try declaration(try options.required("--declaration"))
        let progress = ConsoleProgress(clock: .system)
        defer { progress.end() }
        let report = try builder.add(
            declaration: declaration, dataset, from: try .file(options.required("--csv")),
            options.has("--append") ? .appending : .replacing, keptReleases: releases, progress: progress.show)
        progress.end()
        for line in report.lines { Console.tell(line) }
        try keep(report)
        return nil
    }

    private func declaration(_ path: String) throws(CommandError) -> (JSONValue, Dataset) {
        let bytes = try doing { () throws(SystemError) in try FileSystem.readFile(path, maximumBytes: 64 << 20) }
        do {
            let declaration = try JSONValue(
                parsing: bytes, limits: JSONLimits(bytes: 64 << 20, depth: 64, nodes: 4_000_000))
            return (declaration, try CatalogueReader.read(declaration))
        } catch let error as JSONError {
            throw CommandError.failed("`\(path)`, \(error.pointer): \(error.message)")
        } catch let error as CatalogueError {
            throw CommandError.failed("`\(path)`: \(error.code): \(error.message)")
        } catch {
            throw .failed("\(error)")
        }
    }

    private func keep(_ report: LoadReport) throws(CommandError) {
        guard let path = options.value("--report") else { return }
        try doing { () throws(SystemError) in
            try FileSystem.writeAtomically(report.json.prettyBytes(), to: path, permissions: 0o600)
        }
    }
}

/// `salthouse datasets`: what is loaded.
struct DatasetsCommand {
    private let options: Options

    init(_ words: [String]) throws(CommandError) {
        options = try Options(words, values: ["--directory"], flags: [])
        guard options.rest.isEmpty else { throw .usage("`datasets` takes options only") }
    }

    func run() throws(CommandError) {
        let deployment = try Deployment.existing(try options.required("--directory"))
        do throws(SnapshotError) {
            guard let generation = try deployment.store.current() else {
                Console.say("nothing is loaded")
                return
            }
            Console.say("generation \(generation.id), opt-outs of \(generation.optOuts.version)")
            for dataset in generation.catalogue.datasets {
                let digest = generation.tables[dataset.id]?.digest.prefix(16) ?? ""
                Console.say("\(dataset.id)\t\(dataset.asOf)\t\(digest)\t\(dataset.title)")
            }
        } catch { throw .failed("\(error.code): \(error.message)") }
    }
}

/// How many published generations stay beside the one that is served, for going back by hand.
let generationsKept = 2
