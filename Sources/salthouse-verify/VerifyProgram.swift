import AuditLog
import Linux

/// The auditor's verifier: files and one public key in, a verdict out. It changes nothing in a log.
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
            case .log(let check): return try check.run(now: WallClock.system.now())
            case .receipt(let check): return try check.run(now: WallClock.system.now())
            case .consistency(let check): return try check.run()
            case .diff(let comparison): return try comparison.run()
            case .ledgers(let check): return try check.run()
            case .review(let check): return try check.run()
            case .exportTiles(let export): return try export.run()
            case .tiles(let check): return try check.run()
            case .repairDerived(let directory):
                try DerivedTree.rebuild(directory: directory)
                Console.write("tree/ is made anew\n")
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
}
