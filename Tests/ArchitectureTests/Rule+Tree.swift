import JSON

extension Rule {
    /// What may stand at the top of the checkout, besides dot-files.
    static let topLevel: Set = [
        "Package.swift", "Sources", "Tests", "policies", "deploy", "README.md", "SECURITY.md", "LICENSE",
    ]

    /// Spelled in pieces, so that this file does not break its own rules.
    static let machineFolders = ["home", "root", "Users", "work", "tmp/wt"].map { "/" + $0 + "/" }
    static let marks = ["TO" + "DO", "FIX" + "ME"]

    static let treeRules = [
        Rule(sentence: "the top level holds only what the card names") { house in
            Set(house.files.keys.compactMap { $0.split(separator: "/").first.map(String.init) })
                .filter { !topLevel.contains($0) && !$0.hasPrefix(".") }
                .map { Finding(path: $0, says: "nothing else stands at the top level") }
        },
        Rule(sentence: "nothing names a folder of the machine that built it") { house in
            lines(of: house) { line in
                machineFolders.first { contains(line, folder: $0) }.map { "`\($0)` is a place on one machine only" }
            }
        },
        Rule(sentence: "nothing is left to be done later") { house in
            lines(of: house) { line in
                guard line.split(whereSeparator: { !$0.isLetter }).contains(where: { marks.contains(String($0)) })
                else { return nil }
                return "do it, or leave it out"
            }
        },
        Rule(sentence: "every policy file is strict JSON") { house in
            house.files.filter { $0.key.hasPrefix("policies/") && $0.key.hasSuffix(".json") }
                .sorted { $0.key < $1.key }
                .compactMap { path, text -> Finding? in
                    do throws(JSONError) {
                        _ = try JSONValue(parsing: Array(text.utf8), limits: .document)
                        return nil
                    } catch {
                        return Finding(path: path, says: error.message)
                    }
                }
        },
        Rule(sentence: "the map of the house names every room and no other") { house in
            let map = house.files["Sources/README.md"] ?? ""
            let rows = map.split(separator: "\n").filter { $0.hasPrefix("| `") }
            let named = Set(rows.flatMap { $0.split(separator: "|")[0].split(separator: "`").map(String.init) })
                .subtracting([" ", ", ", " ,"])
            let built = Set(house.plan.targets.values.filter { $0.kind.isProduct }.map(\.name))
                .union(house.plan.systemLibraries)
            return built.subtracting(named).sorted().map {
                Finding(path: "Sources/README.md", says: "the table has no row for `\($0)`")
            }
                + named.subtracting(built).sorted().map {
                    Finding(path: "Sources/README.md", says: "`\($0)` is no room of Package.swift")
                }
        },
    ]

    private static func lines(of house: House, _ complaint: (Substring) -> String?) -> [Finding] {
        house.files.sorted { $0.key < $1.key }.flatMap { path, text in
            text.split(separator: "\n", omittingEmptySubsequences: false).enumerated().compactMap { number, line in
                complaint(line).map { Finding(path: path, line: number + 1, says: $0) }
            }
        }
    }

    /// A folder at the root of a path: `see /x/y` and `"/x/y`, but not `a/x/y` or `https://x/y`.
    private static func contains(_ line: Substring, folder: String) -> Bool {
        line.ranges(of: folder).contains { range in
            guard range.lowerBound > line.startIndex else { return true }
            let before = line[line.index(before: range.lowerBound)]
            return !(before.isLetter || before.isNumber || "/._-}".contains(before))
        }
    }
}
