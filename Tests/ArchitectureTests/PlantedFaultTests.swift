import Testing

/// A small tree with one fault in it, the rule that must see the fault, and the words that it must say.
struct PlantedFault: CustomTestStringConvertible, Sendable {
    let rule: String
    let files: [String: String]
    let says: String

    var testDescription: String { says }

    /// Plants a file in a tree whose `Package.swift` is `manifest`.
    init(_ rule: String, _ path: String, _ text: String, says: String, manifest: String = Self.manifest) {
        self.rule = rule
        files = ["Package.swift": manifest].merging([path: text]) { $1 }
        self.says = says
    }

    static let manifest = """
        .systemLibrary(name: "CLinux"),
        room("Linux", imports: ["CLinux"]),
        room("JSON"),
        room("Catalogue", imports: ["JSON"]),
        room("QueryEngines", imports: ["Catalogue"]),
        room(
            "Gateway",
            imports: [
                "JSON", "QueryEngines",
            ]),
        program("salthouse", imports: ["Gateway"]),
        tests("JSONTests", imports: ["JSON"]),
        """

    static let all = imports + words + sizes + codes + tree

    static let imports = [
        PlantedFault(
            "the package has no dependency", "Package.swift", #".package(url: "https://x", from: "1.0.0")"#,
            says: "adds a dependency"),
        never(
            "room(\"AuditLog\", imports: [\"JSON\", \"Governance\"])", says: "`AuditLog` may never import `Governance`"),
        never("room(\"DifferentialPrivacy\", imports: [\"JSON\"])", says: "imports nothing"),
        never("room(\"Catalogue\", imports: [\"SQLite\"])", says: "`Catalogue` may never import `SQLite`"),
        never("room(\"Governance\", imports: [\"OpenSSL\"])", says: "`Governance` may never import `OpenSSL`"),
        never("room(\"JSON\", imports: [\"Catalogue\"])", says: "`JSON` may never import `Catalogue`"),
        never("room(\n\"Gateway\",\n imports: [\n\"HTTP\",])", says: "`Gateway` may never import `HTTP`"),
        never("room(\"QueryEngines\", imports: [\"AuditLog\"])", says: "`QueryEngines` may never import `AuditLog`"),
        never("room(\"HTTP\", imports: [\"CLinux\"])", says: "only `Linux` may import `CLinux`"),
        never("program(\"salthouse\", imports: [\"GatewayTesting\"])", says: "only tests may import `GatewayTesting`"),
        undeclared("Sources/JSON/A.swift", "import Catalogue", says: "`JSON` may never import `Catalogue`"),
        undeclared("Sources/Gateway/A.swift", "package import struct Catalogue.Dataset", says: "does not declare"),
        undeclared("Sources/Gateway/A.swift", "@testable import JSON", says: "no `@testable`"),
        undeclared("Sources/Gateway/A.swift", "import Glibc", says: "`Glibc` is for Linux"),
        undeclared("Sources/DifferentialPrivacy/A.swift", "", says: "no target of Package.swift"),
        undeclared("Tests/JSONTests/A.swift", "import Catalogue", says: "does not declare"),
        PlantedFault(
            "a room uses every import that its line in Package.swift declares", "Sources/Gateway/A.swift",
            "import JSON\n// import QueryEngines", says: "`Gateway` declares `QueryEngines`"),
    ]

    static let words = [
        publicly("public struct Door {}"), publicly("public import JSON"),
        publicly("@frozen public final class Door {}"),
        publicly("open class Door {}"), publicly("public private(set) var x = 1"),
        printing("func f() { print(1) }"), printing("let s = \"\\(print(1))\""), printing("Swift.print(1)"),
        planted("no `try!` in the rooms", "let x = try! f()", says: "`try!`"),
        planted("the time is a parameter: only `Linux` reads the clock", "let x = Date()", says: "take the time"),
        planted("the time is a parameter: only `Linux` reads the clock", "let x = Date.now", says: "take the time"),
        random("Int.random(in: 1...6)"), random("list.shuffled()"), random("list.randomElement()"),
        random("SystemRandomNumberGenerator()"),
        unchecked("final class Box: @unchecked Sendable {}", room: "JSON", says: "is for OpenSSL"),
        unchecked("\nfinal class Box: @unchecked Sendable {}", room: "Linux", says: "say above it why"),
        planted(
            "unsafe code stands only in OpenSSL, SQLite, Linux and Zlib", "let x = unsafe f()", says: "a safe door"),
        inexact("let x: Double? = nil", room: "DisclosureControl"), inexact("let x = 1.5", room: "DifferentialPrivacy"),
        withCells("table.withCells { $0 }", room: "Gateway", says: "only DisclosureControl may call it"),
        withCells("table.withCells { $0 }", room: "QueryEngines", says: "an engine may not read back"),
    ]

    static let sizes = [
        planted("a source file stops at 400 lines", lines(401), says: "401 lines"),
        planted("a function stops at 60 lines", "func long() {\n" + lines(59) + "}", says: "`long` has 61 lines"),
        planted("a function stops at 60 lines", "init?(\n_ x: Int = 1\n) {\n" + lines(58) + "}", says: "`init` has 62"),
        planted("a function stops at 60 lines", "var all: [Int] {\n" + lines(60) + "}", says: "`all` has 62"),
    ]

    static let codes = [
        planted("an error code is defined in one place", "[\"SH-Q104\", \"SH-Q104\"]", says: "already defined"),
        planted("an error code is written whole, so that a search finds it", "\"SH-\\(x)\"", says: "no whole code"),
        planted(published, "\"SH-Q104\"", says: "`SH-Q104` needs one row"),
        PlantedFault(published, "deploy/ERRORS.md", "| SH-Q104 | Gone. |", says: "no source defines `SH-Q104`"),
        PlantedFault(
            "every sentence for the operator is explained in deploy/ERRORS.md", "Sources/salthouse/A.swift",
            "throw .failed(\"`\\(path)` is odd\")", says: "has no row for: is odd"),
    ]

    static let tree = [
        PlantedFault("the top level holds only what the card names", "docs/a.md", "", says: "nothing else stands"),
        PlantedFault(machine, "deploy/a", "cd /ho" + "me/me", says: "a place on one machine"),
        PlantedFault(machine, "deploy/a", "/ro" + "ot/x", says: "a place on one machine"),
        PlantedFault(
            "nothing is left to be done later", "deploy/a", "# TO" + "DO: all", says: "do it, or leave it out"),
        PlantedFault("nothing is left to be done later", "Sources/JSON/A.swift", "//FIX" + "ME", says: "do it"),
        PlantedFault("every policy file is strict JSON", "policies/a.json", #"{"a": 1,}"#, says: ""),
        PlantedFault("every policy file is strict JSON", "policies/b/a.json", #"{"a": 1, "a": 2}"#, says: ""),
        PlantedFault(map, "Sources/README.md", "| `JSON` | reads |", says: "the table has no row for `Catalogue`"),
        PlantedFault(map, "Sources/README.md", "| `Cellar` | wine |", says: "`Cellar` is no room"),
    ]

    private static let published = "deploy/ERRORS.md says of every error code what happened and what to do"
    private static let machine = "nothing names a folder of the machine that built it"
    private static let map = "the map of the house names every room and no other"

    private static func lines(_ count: Int) -> String { String(repeating: "x()\n", count: count) }

    private static func planted(_ rule: String, _ text: String, says: String) -> PlantedFault {
        PlantedFault(rule, "Sources/JSON/A.swift", text, says: says)
    }

    private static func never(_ line: String, says: String) -> PlantedFault {
        PlantedFault(
            "the table in Package.swift allows no import that is never right", "Package.swift", line, says: says)
    }

    private static func undeclared(_ path: String, _ text: String, says: String) -> PlantedFault {
        PlantedFault("a room imports only what its line in Package.swift allows", path, text, says: says)
    }

    private static func publicly(_ text: String) -> PlantedFault {
        planted("nothing is public: nobody imports us", text, says: "write `package`")
    }

    private static func printing(_ text: String) -> PlantedFault {
        planted("only a program's console prints", text, says: "rooms do not print")
    }

    private static func random(_ text: String) -> PlantedFault {
        planted(
            "randomness is a parameter: only `OpenSSL` and `Linux` ask the machine for it", text,
            says: "take the generator")
    }

    private static func unchecked(_ text: String, room: String, says: String) -> PlantedFault {
        PlantedFault(
            "`@unchecked Sendable` stands only in OpenSSL, SQLite and Linux, with its reason above it",
            "Sources/\(room)/A.swift", text, says: says)
    }

    private static func inexact(_ text: String, room: String) -> PlantedFault {
        PlantedFault(
            "no floating-point type in DifferentialPrivacy and DisclosureControl: numbers there are exact",
            "Sources/\(room)/A.swift", text, says: "use integers or fractions")
    }

    private static func withCells(_ text: String, room: String, says: String) -> PlantedFault {
        PlantedFault(
            "only DisclosureControl opens an unprotected table", "Sources/\(room)/A.swift", text, says: says)
    }
}

/// A rule that has never fired is a wish: each one meets a fault that it must see, and look-alikes that it must pass.
@Suite("The rules of the house")
struct PlantedFaultTests {
    @Test(arguments: PlantedFault.all)
    func `see the planted fault`(fault: PlantedFault) throws {
        let rule = try #require(Rule.all.first { $0.sentence == fault.rule } as Rule?)
        let findings = rule.findings(House(files: fault.files))
        #expect(findings.contains { $0.description.contains(fault.says) }, "\(findings)")
    }

    @Test func `are each tried by a planted fault`() {
        let tried = Set(PlantedFault.all.map { $0.rule })
        let untried = Rule.all.map { $0.sentence }.filter { !tried.contains($0) }
        #expect(untried == [])
    }

    @Test(arguments: [
        "// public struct Door, print(1), try! f(), Date(), table.withCells",
        "/* try! /* print(1) */ Date() */",
        "let text = \"public struct, print(1), try! \\(name) Date()\"",
        "let text = #\"a \" print(1) \\(no) \"#",
        "let text = \"\"\"\n  say \"print(1)\" and try! it\n  \"\"\"",
        "let pattern = /\"print(1)/\nlet other = #/ print(1) \" /#",
        "let half = whole / 2 / parts",
        "case .public: level", "access.print(line)", "Date(secondsSinceEpoch: 3)",
        "/* only a lock */ let lock = 1", "Int.random(in: f(6)...9, using: &generator)", "try f()!",
        "func short()\nfunc other() {\n}",
    ])
    func `pass what only looks like a fault`(text: String) {
        let house = House(files: ["Package.swift": "room(\"JSON\")", "Sources/JSON/A.swift": text])
        #expect(Rule.wordRules.flatMap { $0.findings(house) } == [])
        #expect(Rule.sizeRules.flatMap { $0.findings(house) } == [])
    }

    @Test func `pass a code that is published once, and a retired one`() {
        let table = "| SH-Q104 | It is so. | Change it. |\n## Retired\n| SH-Q105 | It was said. |"
        let house = House(files: ["Sources/JSON/A.swift": "\"SH-Q104\"", "deploy/ERRORS.md": table])
        #expect(Rule.errorCodeRules.flatMap { $0.findings(house) } == [])
        let half = House(files: ["Sources/JSON/A.swift": "\"SH-Q104\"", "deploy/ERRORS.md": "| SH-Q104 | It is so. |"])
        #expect(Rule.errorCodeRules.flatMap { $0.findings(half) }.count == 1)
    }

    @Test func `pass a sentence for the operator that is explained, whatever changes in it`() {
        let table = "## Z: sentences without a code\n| `…` is odd: …; mend it | Odd. | Mend. |"
        let text = "throw .failed(\"`\\(path)` is odd: \\(x);\" + \" mend it\"); Console.tell(\"once\")"
        let house = House(files: ["Sources/salthouse/A.swift": text, "deploy/ERRORS.md": table])
        #expect(Rule.messageRules.flatMap { $0.findings(house) } == [])
    }

    @Test func `measure a body from its first word to its closing brace`() {
        let text = """
            protocol P { func wish() -> Int; init(x: Int) }
            struct S {
                var stored = 3
                func one(_ f: () -> Int = { 3 }) -> [Int]
                where A: B {
                    [f()]
                }
            }
            """
        let sizes = FunctionSize.all(in: SwiftFile(path: "Sources/JSON/A.swift", text: text))
        #expect(sizes == [FunctionSize(name: "one", line: 4, lines: 4)])
    }
}
