/// An import as it stands in a source file.
struct Import: Equatable {
    let module: String
    let line: Int
    /// Attributes and access words before it, such as `@testable` or `package`.
    let modifiers: [String]

    /// The imports of a file, in order.
    static func all(in file: SwiftFile) -> [Import] {
        let kinds: Set = ["struct", "class", "enum", "protocol", "func", "var", "let", "typealias"]
        return file.tokens.indices.compactMap { index in
            guard file.tokens[index].isWord("import") else { return nil }
            let rest = file.tokens[(index + 1)...].drop { $0.kind == .word && kinds.contains($0.spelling) }
            guard let module = rest.first, module.kind == .word else { return nil }
            let line = file.tokens[index].line
            let before = file.tokens[..<index].reversed().prefix { $0.line == line }
            return Import(module: module.spelling, line: line, modifiers: before.map(\.spelling))
        }
    }
}

extension Rule {
    /// The rooms that a query passes, in order, and what composes, stores, loads and serves them.
    static let street: Set = [
        "Identity", "Catalogue", "QueryLanguage", "Governance", "Snapshots", "SyntheticTier", "QueryEngines",
        "ColumnarEngine", "DisclosureControl",
        "DifferentialPrivacy", "CharterReview", "Gateway", "GatewayStorage", "DataLoading", "DemoRegion", "GatewayAPI",
    ]

    /// Imports that no table may allow, by room.
    static let never: [String: Set<String>] = {
        let outside: Set = ["SQLite", "HTTP", "OpenSSL", "Linux", "Zlib", "CSQLite", "COpenSSL", "CLinux", "CZlib"]
        var never: [String: Set<String>] = ["AuditLog": street, "Gateway": ["HTTP", "ColumnarEngine"]]
        for room in ["DisclosureControl", "Governance", "QueryLanguage", "Catalogue"] { never[room] = outside }
        for room in ["HTTP", "JSON", "SQLite", "OpenSSL", "Linux", "Zlib"] { never[room] = street.union(["AuditLog"]) }
        never["SyntheticTier"] = outside.union(street).subtracting(["Catalogue", "Snapshots"])
        for engine in ["QueryEngines", "ColumnarEngine"] { never[engine] = ["GatewayStorage", "AuditLog"] }
        return never
    }()

    /// What comes with the compiler, and which rooms may use it (nil: all but `DifferentialPrivacy`).
    static let toolchain: [String: Set<String>?] = [
        "Foundation": nil, "FoundationEssentials": nil, "Synchronization": nil, "RegexBuilder": nil,
        // The programs leave with an exit code.
        "Glibc": ["Linux", "OpenSSL", "SQLite", "salthouse", "salthouse-verify", "salthouse-witness"],
    ]

    /// Declared imports whose room is still being furnished: each line goes when its room uses it, or gives it up.
    static let awaitedImports: [String: Set<String>] = [:]

    /// The one room that may touch each C library.
    static let wrapper = ["COpenSSL": "OpenSSL", "CSQLite": "SQLite", "CLinux": "Linux", "CZlib": "Zlib"]

    static let importRules = [
        Rule(sentence: "the package has no dependency") { house in
            house.plan.tokens.indices.dropLast().compactMap { index in
                let token = house.plan.tokens[index]
                let isCall = token.isWord("package") && house.plan.tokens[index + 1].isMark("(")
                guard isCall else { return nil }
                return Finding(
                    path: "Package.swift", line: token.line,
                    says: "`.package(` adds a dependency: third-party code comes only from the distribution")
            }
        },
        Rule(sentence: "the table in Package.swift allows no import that is never right") { house in
            house.plan.targets.values.flatMap { target in
                target.imports.compactMap { module in
                    whyNever(module, in: target.name, kind: target.kind).map {
                        Finding(path: "Package.swift", line: target.line, says: $0)
                    }
                }
            }
        },
        Rule(sentence: "a room imports only what its line in Package.swift allows") { house in
            (house.sources + house.tests).flatMap { file in undeclared(in: file, of: house) }
        },
        Rule(sentence: "a room uses every import that its line in Package.swift declares") { house in
            house.plan.targets.values.filter { $0.kind.isProduct }.flatMap { target in unused(by: target, in: house) }
        },
    ]

    private static func whyNever(_ module: String, in room: String, kind: Plan.Kind) -> String? {
        if let owner = wrapper[module], owner != room, kind.isProduct {
            return "only `\(owner)` may import `\(module)`, not `\(room)`"
        }
        if module == "GatewayTesting", kind.isProduct { return "only tests may import `GatewayTesting`" }
        if room == "DifferentialPrivacy" { return "`DifferentialPrivacy` is pure mathematics and imports nothing" }
        guard never[room]?.contains(module) == true else { return nil }
        return "`\(room)` may never import `\(module)`"
    }

    private static func undeclared(in file: SwiftFile, of house: House) -> [Finding] {
        guard let target = house.plan.targets[file.target] else {
            return [Finding(path: file.path, says: "`\(file.target)` is no target of Package.swift")]
        }
        return Import.all(in: file).compactMap { item in
            whyNot(item, in: target, of: house).map { Finding(path: file.path, line: item.line, says: $0) }
        }
    }

    private static func whyNot(_ item: Import, in target: Plan.Target, of house: House) -> String? {
        if let reason = whyNever(item.module, in: target.name, kind: target.kind) { return reason }
        if !target.kind.looksInside, item.modifiers.contains(where: { ["testable", "_exported"].contains($0) }) {
            return "a room imports plainly: no `@testable`, no `@_exported`"
        }
        if let rooms = toolchain[item.module] {
            guard target.kind.isProduct, let rooms, !rooms.contains(target.name) else { return nil }
            return "`\(item.module)` is for \(rooms.sorted().joined(separator: ", ")) only"
        }
        if target.kind == .tests, ["Testing", "XCTest", "Dispatch"].contains(item.module) { return nil }
        let declared = target.imports.map { $0.replacing("-", with: "_") }
        if declared.contains(item.module) { return nil }
        return "`\(target.name)` imports `\(item.module)`, which its line in Package.swift does not declare"
    }

    /// A room that still holds its `Placeholder.swift`, or a program that is one file, is not built yet.
    private static func unused(by target: Plan.Target, in house: House) -> [Finding] {
        let files = house.sources.filter { $0.target == target.name }
        let isUnbuilt = files.contains { $0.name == "Placeholder.swift" } || files.map(\.name) == ["main.swift"]
        guard !isUnbuilt else { return [] }
        let used = Set(files.flatMap { Import.all(in: $0).map(\.module) })
            .union(awaitedImports[target.name] ?? [])
        return target.imports.filter { !used.contains($0.replacing("-", with: "_")) }.map { module in
            Finding(
                path: "Package.swift", line: target.line,
                says: "`\(target.name)` declares `\(module)` and no file of it imports it: take it off the line")
        }
    }
}
