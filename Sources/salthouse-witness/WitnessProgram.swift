import AuditLog
import HTTP
import JSON
import Linux

/// A witness for audit logs, to be run by somebody who is not the log's operator.
enum WitnessProgram {
    static let help = """
        salthouse-witness watches audit logs for their readers: it signs a checkpoint only where it continues the one that
        it saw before (C2SP tlog-witness), and shows what it has seen at http://ADDRESS/

        Usage:
          salthouse-witness CONFIGURATION.json        serves until it is stopped
          salthouse-witness key CONFIGURATION.json    prints the witness's public key; makes the key where it is missing

        The file: {"name", "listen", "keyFile", "stateDirectory", "logs": [{"key", "title"}]}. Keep keyFile and
        stateDirectory on a disk that survives, and back up neither to the log's operator.
        Exit code: 0 ended in order, 1 cannot go on, 2 wrong command.
        """

    static func run(_ arguments: [String]) -> Int32 {
        do {
            switch (arguments.first, arguments.count) {
            case ("--help"?, _), ("-h"?, _): Console.write(help)
            case ("key"?, 2): Console.write("\(try WitnessConfiguration(path: arguments[1]).signer().key)")
            case (_?, 1): try serve(WitnessConfiguration(path: arguments[0]))
            default:
                Console.complain("name one configuration file\n\(help)")
                return 2
            }
            return 0
        } catch let fault as WitnessConfiguration.Fault {
            Console.complain(fault.message)
        } catch let error as JSONError {
            Console.complain("\(error.pointer): \(error.message)")
        } catch let error as HTTPServerError {
            Console.complain("\(error.code): \(error.message)")
        } catch let error as AuditError {
            Console.complain("\(error.code): \(error.message)")
        } catch {
            Console.complain("\(error)")
        }
        return 1
    }

    private static func serve(_ configuration: WitnessConfiguration) throws {
        let signer = try configuration.signer()
        try FileSystem.makeDirectory(configuration.stateDirectory, permissions: 0o700, intermediate: true)
        // Two processes on one state could sign two histories.
        let lock = try File.open(
            "\(configuration.stateDirectory)/lock", [.readWrite, .create, .noFollow], permissions: 0o600)
        guard try lock.tryLockExclusive() else {
            throw WitnessConfiguration.Fault(message: "another witness runs on `\(configuration.stateDirectory)`")
        }
        let witness = try Witness(
            signer: signer, keys: configuration.logs.map(\.key), directory: configuration.stateDirectory,
            clock: .system)
        let titles = Dictionary(configuration.logs.map { ($0.key.name, $0.title) }) { first, _ in first }
        let server = try HTTPServer(
            configuration: .standard(listeners: [ListenAddress(parsing: configuration.listen)]),
            handler: WitnessHandler(witness: witness, titles: titles))
        let watcher = try WorkerThread(name: "signals") {
            _ = ProcessSignals.next()
            server.stop()
        }
        Console.write("\(signer.key) listens on \(server.address)")
        try server.run()
        watcher.join()
        try lock.close()
    }
}
