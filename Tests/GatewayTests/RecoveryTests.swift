import AuditLog
import Foundation
import Gateway
import GatewayStorage
import Governance
import JSON
import Linux
import OpenSSL
import SQLite
import Testing

@Suite("Starting again")
struct RecoveryTests {
    @Test(
        "with an older database stops, whatever it has forgotten", arguments: ["an answer", "a suspension", "a person"])
    func olderDatabase(forgotten: String) throws {
        let world = try World()
        world.close()
        let before = try world.files().filter { $0.key.hasPrefix("gateway.db") }
        try world.open()
        switch forgotten {
        case "an answer": _ = try world.ask(Town.query("P-0001"), by: World.rosa)
        case "a suspension": try world.take(.suspend(reason: "a report is late"), on: "P-0001")
        default: try world.change("rosa") { $0["left"] = "2026-04-01" }
        }
        world.close()
        try world.put(back: before, inPlaceOf: "gateway.db")
        #expect { try world.open() } throws: { ($0 as? GatewayError)?.code == "SH-G618" }
    }

    @Test("with an older log stops")
    func olderLog() throws {
        let world = try World()
        world.close()
        let before = try world.files().filter { $0.key.hasPrefix("log/") }
        try world.open()
        _ = try world.ask(Town.query("P-0001"), by: World.rosa)
        world.close()
        try world.put(back: before, inPlaceOf: "log")
        #expect { try world.open() } throws: { ($0 as? GatewayError)?.code == "SH-G619" }
    }

    @Test("without a database stops: it does not begin anew")
    func noDatabase() throws {
        let world = try World()
        world.close()
        try world.put(back: [:], inPlaceOf: "gateway.db")
        #expect { try world.open() } throws: { ($0 as? GatewayError)?.code == "SH-G618" }
    }

    @Test("An old row of a project, put back while the gateway runs, is not believed")
    func oldRow() throws {
        let world = try World()
        let sql = "SELECT body, sequence, seal FROM document WHERE kind = 'project' AND id = 'P-0001'"
        let liar = try SQLiteConnection(
            path: world.database, mode: .readWrite, access: .schemaOwner, limits: .storage, secureDelete: false,
            busyTimeoutMilliseconds: 1000, monotonicNanoseconds: { 0 })
        let old = try liar.rows(sql, [])[0]
        try world.take(.suspend(reason: "a report is late"), on: "P-0001")
        try liar.run("UPDATE document SET body = ?, sequence = ?, seal = ? WHERE id = 'P-0001'", old)
        #expect(throws: GatewayError.store(.forged)) { try world.ask(Town.query("P-0001"), by: World.rosa) }
        #expect(throws: GatewayError.store(.forged)) { try world.gateway.projects() }
        try world.restart()
        #expect(throws: GatewayError.store(.forged)) { try world.ask(Town.query("P-0001"), by: World.rosa) }
        try liar.run("DELETE FROM document WHERE id = 'P-0001'", [])
        #expect(throws: GatewayError.store(.forged)) { try world.ask(Town.query("P-0001"), by: World.rosa) }
    }

    @Test("after a crash in the middle ends the intent, and forgets what was staged")
    func crash() throws {
        let world = try World()
        // A process that dies while the engine runs: the log is closed under it, and says nothing more.
        world.engine.meanwhile { world.auditLog.stop() }
        #expect(throws: GatewayError.self) { try world.ask(Town.query("P-0001"), by: World.rosa) }
        world.engine.meanwhile(nil)
        #expect(try world.story().unpaired == 1)
        try world.restart()
        let story = try world.story()
        #expect(story.unpaired == 0)
        #expect(story.decided("aborted") == 1)
        #expect(try world.budget().spent == "0")
        try world.restart()
        #expect(try world.story().decided("aborted") == 1, "once is enough")
    }

    @Test("finds an answer's receipt although the vault holds leftovers under its number")
    func leftovers() throws {
        let world = try World()
        let salted = Base64.encodeURL(Array(#"["c2FsdA","result","a lie"]"#.utf8))
        let next = world.auditLog.size
        try SQLiteVault(directory: "\(world.directory)/vault").store(
            (next..<next + 4).map {
                VaultRow(seq: $0, digest: "!\($0)", disclosure: salted, subject: nil)
            })
        let outcome = try world.ask(Town.query("P-0001"), by: World.rosa, mark: "m-1")
        #expect(try world.ask(Town.query("P-0001"), by: World.rosa, mark: "m-1").body == outcome.body)
        #expect(try world.answers(of: "P-0001").count == 1)
    }

    /// Each call of a governance step fails once: what the log says of the project is what holds, at once and later.
    @Test("a suspension holds from its entry on, whatever the database does", arguments: Faults.Kind.allCases)
    func suspension(kind: Faults.Kind) throws {
        for fatal in 1...10 {
            let world = try World()
            world.faults.arm(kind, at: fatal)
            try? world.take(.suspend(reason: "a report is late"), on: "P-0001")
            let failed = world.faults.calls.dropFirst(fatal - 1).first
            let place: Comment = "\(kind.rawValue) at \(fatal): \(failed ?? "nothing")"
            let told = try !world.story().entries("project.suspend").isEmpty
            let meanwhile = try? world.ask(Town.query("P-0001"), by: World.rosa)
            #expect(meanwhile?.body == nil || !told, place)
            try world.restart()
            let isSuspended = try world.gateway.project("P-0001")?.state == .suspended
            #expect(isSuspended == (try !world.story().entries("project.suspend").isEmpty), place)
            #expect((try world.ask(Town.query("P-0001"), by: World.rosa).body == nil) == isSuspended, place)
            #expect(try world.story().faults == [], place)
        }
    }
}

extension World {
    /// Replaces all files of which the names begin so.
    func put(back files: [String: [UInt8]], inPlaceOf prefix: String) throws {
        for path in try self.files().keys where path.hasPrefix(prefix) { try FileSystem.remove("\(directory)/\(path)") }
        for (path, bytes) in files { try Data(bytes).write(to: URL(filePath: "\(directory)/\(path)")) }
    }
}
