// swift-tools-version: 6.2
// Salthouse has no package dependency. Third-party code comes only as C system libraries of the distribution.

import PackageDescription

let strict: [SwiftSetting] = [
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .strictMemorySafety(),
    .treatAllWarnings(as: .error),
]

/// A room of the house: a library target whose list names every direct import. `ArchitectureTests` hold the list.
func room(_ name: String, imports: [String] = []) -> Target {
    .target(name: name, dependencies: imports.map { .byName(name: $0) }, swiftSettings: strict)
}

/// A program: the same rules, with an entry point.
func program(_ name: String, imports: [String]) -> Target {
    .executableTarget(name: name, dependencies: imports.map { .byName(name: $0) }, swiftSettings: strict)
}

/// A program for `deploy/bench` or for tests to start. It lives with the tests and is no part of the product.
func bench(_ name: String, imports: [String]) -> Target {
    .executableTarget(
        name: name, dependencies: imports.map { .byName(name: $0) }, path: "Tests/\(name)", swiftSettings: strict)
}

/// A program for `deploy/fuzz`, which throws bytes at the readers of rooms. Like tests it may look inside a room.
func fuzz(_ name: String, imports: [String]) -> Target {
    .executableTarget(
        name: name, dependencies: imports.map { .byName(name: $0) }, path: "Tests/\(name)",
        exclude: ["README.md", "corpus", "words.txt"], swiftSettings: strict)
}

/// The tests of a room. Test rooms may import whatever they put on trial.
func tests(_ name: String, imports: [String]) -> Target {
    .testTarget(name: name, dependencies: imports.map { .byName(name: $0) }, swiftSettings: strict)
}

let package = Package(
    name: "Salthouse",
    products: [
        .executable(name: "salthouse", targets: ["salthouse"]),
        .executable(name: "salthouse-verify", targets: ["salthouse-verify"]),
        .executable(name: "salthouse-witness", targets: ["salthouse-witness"]),
        .executable(name: "audit-writer", targets: ["AuditWriter"]),
    ],
    targets: [
        .systemLibrary(name: "COpenSSL", providers: [.apt(["libssl-dev"])]),
        .systemLibrary(name: "CSQLite", providers: [.apt(["libsqlite3-dev"])]),
        .systemLibrary(name: "CLinux"),
        .systemLibrary(name: "CZlib", providers: [.apt(["zlib1g-dev"])]),

        room("OpenSSL", imports: ["COpenSSL"]),
        room("SQLite", imports: ["CSQLite"]),
        room("Linux", imports: ["CLinux"]),
        room("Zlib", imports: ["CZlib"]),
        room("JSON"),
        room("HTTP", imports: ["Linux", "OpenSSL"]),

        room("Identity", imports: ["JSON", "OpenSSL"]),
        room("Catalogue", imports: ["JSON"]),
        room("QueryLanguage", imports: ["JSON", "Catalogue"]),
        room("Governance", imports: ["JSON", "Identity", "Catalogue", "QueryLanguage"]),
        room("Snapshots", imports: ["JSON", "Catalogue", "OpenSSL", "Linux"]),
        room("SyntheticTier", imports: ["Catalogue", "Snapshots"]),
        room("QueryEngines", imports: ["JSON", "Catalogue", "QueryLanguage", "Governance", "Snapshots"]),
        room("ColumnarEngine", imports: ["Catalogue", "QueryLanguage", "Snapshots", "QueryEngines", "Linux"]),
        room("DifferentialPrivacy"),
        room(
            "DisclosureControl",
            imports: ["JSON", "Catalogue", "QueryLanguage", "Governance", "QueryEngines", "DifferentialPrivacy"]),
        room("AuditLog", imports: ["JSON", "OpenSSL", "Linux"]),
        room("CharterReview", imports: ["JSON", "AuditLog"]),
        room(
            "Gateway",
            imports: [
                "JSON", "OpenSSL", "Linux", "Identity", "Catalogue", "QueryLanguage", "Governance", "Snapshots",
                "SyntheticTier", "QueryEngines", "DifferentialPrivacy", "DisclosureControl", "AuditLog",
                "CharterReview",
            ]),
        room(
            "GatewayStorage",
            imports: ["JSON", "SQLite", "OpenSSL", "Linux", "AuditLog", "Gateway"]),
        room("DataLoading", imports: ["JSON", "OpenSSL", "Linux", "Zlib", "Catalogue", "Snapshots"]),
        room("DemoRegion", imports: ["JSON", "Catalogue", "DataLoading", "Snapshots"]),
        room(
            "GatewayAPI",
            imports: [
                "HTTP", "JSON", "Identity", "Catalogue", "QueryLanguage", "Governance", "AuditLog", "Gateway",
            ]),
        room(
            "GatewayTesting",
            imports: [
                "JSON", "DifferentialPrivacy", "Catalogue", "QueryLanguage", "Governance", "Snapshots", "QueryEngines",
                "Gateway",
            ]),

        program(
            "salthouse",
            imports: [
                "HTTP", "JSON", "OpenSSL", "Linux", "Identity", "Catalogue", "Governance", "Snapshots",
                "QueryEngines", "ColumnarEngine",
                "DisclosureControl", "AuditLog", "Gateway", "GatewayStorage", "DataLoading", "DemoRegion", "GatewayAPI",
            ]),
        program("salthouse-verify", imports: ["JSON", "Linux", "AuditLog", "CharterReview"]),
        program("salthouse-witness", imports: ["HTTP", "JSON", "OpenSSL", "Linux", "AuditLog"]),

        tests("JSONTests", imports: ["JSON"]),
        tests("OpenSSLTests", imports: ["OpenSSL"]),
        tests("SQLiteTests", imports: ["SQLite"]),
        tests("LinuxTests", imports: ["Linux"]),
        tests("HTTPTests", imports: ["HTTP", "Linux", "OpenSSL"]),
        tests("IdentityTests", imports: ["Identity", "JSON", "OpenSSL"]),
        tests("DifferentialPrivacyTests", imports: ["DifferentialPrivacy", "GatewayTesting"]),
        tests("AuditLogTests", imports: ["AuditLog", "JSON", "OpenSSL", "Linux"]),
        tests("CatalogueTests", imports: ["Catalogue", "JSON", "GatewayTesting"]),
        tests("QueryLanguageTests", imports: ["QueryLanguage", "Catalogue", "JSON", "GatewayTesting"]),
        tests(
            "GovernanceTests",
            imports: ["Governance", "Identity", "QueryLanguage", "Catalogue", "JSON", "GatewayTesting"]),
        tests(
            "QueryEnginesTests",
            imports: [
                "QueryEngines", "Governance", "QueryLanguage", "Catalogue", "JSON", "Snapshots", "GatewayTesting",
            ]),
        tests("SnapshotsTests", imports: ["Snapshots", "Catalogue", "JSON", "Linux", "GatewayTesting"]),
        tests(
            "SyntheticTierTests",
            imports: [
                "SyntheticTier", "Snapshots", "Catalogue", "OpenSSL", "GatewayTesting",
            ]),
        tests(
            "DataLoadingTests",
            imports: [
                "DataLoading", "DemoRegion", "Snapshots", "Catalogue", "JSON", "OpenSSL", "Linux", "GatewayTesting",
            ]),
        tests(
            "DisclosureControlTests",
            imports: [
                "DisclosureControl", "QueryEngines", "Governance", "QueryLanguage", "Catalogue", "JSON",
                "DifferentialPrivacy", "GatewayTesting",
            ]),
        tests(
            "GatewayAPITests",
            imports: [
                "GatewayAPI", "GatewayStorage", "Gateway", "AuditLog", "DisclosureControl", "QueryEngines",
                "Governance",
                "Catalogue", "Identity", "Snapshots", "HTTP", "JSON", "Linux", "OpenSSL", "GatewayTesting",
            ]),
        tests(
            "GatewayTests",
            imports: [
                "Gateway", "GatewayStorage", "AuditLog", "JSON", "OpenSSL", "Linux", "SQLite", "Identity", "Catalogue",
                "QueryLanguage", "Governance", "Snapshots", "QueryEngines", "DifferentialPrivacy", "DisclosureControl",
                "DataLoading", "GatewayTesting",
            ]),
        tests("GatewayStorageTests", imports: ["GatewayStorage", "Gateway", "AuditLog", "SQLite", "Linux"]),
        tests(
            "ColumnarEngineTests",
            imports: [
                "ColumnarEngine", "QueryEngines", "Snapshots", "Governance", "QueryLanguage", "Catalogue", "JSON",
                "Linux", "GatewayTesting",
            ]),
        tests("ArchitectureTests", imports: ["JSON"]),

        bench(
            "salthouse-bench",
            imports: [
                "JSON", "OpenSSL", "Linux", "Identity", "Catalogue", "QueryLanguage", "Governance", "Snapshots",
                "QueryEngines", "ColumnarEngine", "DifferentialPrivacy", "DisclosureControl", "AuditLog", "Gateway",
                "GatewayStorage", "GatewayTesting",
            ]),
        bench("AuditWriter", imports: ["AuditLog", "JSON", "Linux", "OpenSSL"]),
    ],
    swiftLanguageModes: [.v6]
)

// Only `deploy/fuzz` asks for these: they link to libFuzzer, and every room in them is built to be watched by it.
if Context.environment["SALTHOUSE_FUZZ"] != nil {
    package.targets += [
        .systemLibrary(name: "CLibFuzzer", path: "Tests/CLibFuzzer"),
        fuzz(
            "Fuzzing",
            imports: [
                "CLibFuzzer", "HTTP", "JSON", "OpenSSL", "Zlib", "Linux", "Identity", "Catalogue", "QueryLanguage",
                "DataLoading", "AuditLog", "GatewayTesting",
            ]),
    ]
}
