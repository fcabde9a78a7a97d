import AuditLog
import Linux

/// The auditor's verifier: files and one public key in, a verdict out. It writes nothing but its report.
enum VerifyProgram {
    enum Exit: Int32 {
        /// Everything that was checked holds.
        case holds = 0
        /// Something does not hold.
        case fails = 1
        /// The command was wrong or a file could not be read: nothing is known.
        case unknown = 2
    }

    static func run(_ arguments: [String]) -> Exit {
        do {
            switch try Command(arguments) {
            case .showHelp: Console.write(Command.help)
            case .log(let directory, let options): return try checkLog(directory, options)
            case .receipt(let file, let options): return try checkReceipt(file, options)
            }
            return .holds
        } catch let error as UsageError {
            Console.complain(error.message)
        } catch let error as SystemError {
            Console.complain(error.message)
        } catch let error as AuditError {
            Console.complain(error.message)
        } catch {
            Console.complain("\(error)")
        }
        return .unknown
    }

    private static func checkLog(_ directory: String, _ options: Command.Options) throws -> Exit {
        let key = try options.readKey()
        let known = try options.known.map { LogVerifier.KnownCheckpoint(file: $0, bytes: try read($0)) }
        var meaning = MeaningChecks()
        let report = try LogVerifier.verify(
            directory: directory, key: key, known: known, effort: .init(level: .full, threads: 2)
        ) { entry, file, line in
            meaning.visit(entry, at: Place(file: file, line: line))
        }
        let verdict = LogVerdict(report: report, meaning: meaning.finish())
        Console.write(options.wantsJSON ? verdict.json : verdict.text)
        return verdict.holds ? .holds : .fails
    }

    private static func checkReceipt(_ file: String, _ options: Command.Options) throws -> Exit {
        let reading = ReceiptReading(checking: try read(file), key: try options.readKey(), file: file)
        let verdict = ReceiptVerdict(reading: reading)
        Console.write(options.wantsJSON ? verdict.json : verdict.text)
        return verdict.holds ? .holds : .fails
    }

    private static func read(_ path: String) throws(SystemError) -> [UInt8] {
        try FileSystem.readFile(path, maximumBytes: 16 << 20)
    }
}
