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
                "--releases", "--generations", "--reference", "--lookup", "--drop-reference",
                "--derived", "--drop-derived",
            ], flags: ["--append"])
        guard options.rest.isEmpty else { throw .usage("`load` takes options only") }
    }

    func run() throws(CommandError) {
        let deployment = try Deployment.existing(try options.required("--directory"))
        let releases = try options.number("--releases", in: 1...120) ?? 1
        let generations = try options.number("--generations", in: 0...1000) ?? generationsKept
        do {
            var builder = try GenerationBuilder(
                store: deployment.store, key: try PseudonymKey(file: deployment.pseudonymKey),
                now: WallClock.system.now())
            // Read after the right to write was taken: nobody publishes another one in between.
            let publication = Publication(deployment: deployment, before: try deployment.store.current())
            let optOutDay = try add(to: &builder, keeping: releases)
            try TriedDefinitions.check(try builder.catalogue())
            try publication.publish(try builder.stage(), optOutDay: optOutDay)
            try builder.retain(generations)
        } catch let error as LoadError {
            if case .values(let report) = error { try keep(report) }
            throw .failed("\(error.code): \(error.message)\nnothing was changed")
        } catch { throw .told(error) }
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
        if let name = options.value("--drop-reference") {
            try builder.removeReference(name)
            return nil
        }
        for kind in ["reference", "lookup"] {
            guard let file = options.value("--\(kind)") else { continue }
            let declaration = try json(file)
            guard CatalogueReader.isLookup(declaration) == (kind == "lookup") else {
                throw CommandError.failed("`\(file)` is not a \(kind): a look-up has `areas`, a reference `numbers`")
            }
            Console.tell("\(kind) \(try builder.addReference(declaration))")
            return nil
        }
        if let name = options.value("--drop-derived") {
            try builder.removeDefinition(name)
            return nil
        }
        if let file = options.value("--derived") {
            for name in try builder.addDefinitions(try definitions(file)) { Console.tell("derived variable \(name)") }
            return nil
        }
        let (declaration, dataset) = try declaration(
            try options.required("--declaration"), lookups: try builder.lookups())
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

    /// One definition, or a list of them.
    private func definitions(_ path: String) throws(CommandError) -> [JSONValue] {
        let document = try json(path)
        if case .array(let definitions) = document { return definitions }
        return [document]
    }

    private func declaration(_ path: String, lookups: [Lookup]) throws(CommandError) -> (JSONValue, Dataset) {
        let written = try json(path)
        do throws(CatalogueError) {
            let declaration = try CatalogueReader.fill(written, from: lookups)
            return (declaration, try CatalogueReader.read(declaration))
        } catch {
            throw .failed("`\(path)`: \(error.code): \(error.message)")
        }
    }

    private func json(_ path: String) throws(CommandError) -> JSONValue {
        let bytes = try doing { () throws(SystemError) in try FileSystem.readFile(path, maximumBytes: 64 << 20) }
        do throws(JSONError) {
            return try JSONValue(parsing: bytes, limits: JSONLimits(bytes: 64 << 20, depth: 64, nodes: 4_000_000))
        } catch { throw .failed("`\(path)`, \(error.pointer): \(error.message)") }
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
            for (name, digest) in generation.definitionDigests.sorted(by: { $0.key < $1.key }) {
                let title = generation.catalogue.dataset(name.dataset)?.variable(named: name.name)?.title ?? ""
                Console.say("\(name)\tderived\t\(digest.prefix(16))\t\(title)")
            }
            for reference in generation.catalogue.references {
                let digest = generation.referenceDigests[reference.id]?.prefix(16) ?? ""
                Console.say("\(reference.id)\treference\t\(digest)\t\(reference.title)")
            }
            for lookup in generation.catalogue.lookups {
                let digest = generation.referenceDigests[lookup.id]?.prefix(16) ?? ""
                Console.say("\(lookup.id)\tlookup\t\(digest)\t\(lookup.title)")
            }
        } catch { throw .failed("\(error.code): \(error.message)") }
    }
}

/// How many published generations stay beside the one that is served, for going back by hand.
let generationsKept = 2
