import AuditLog
import Gateway
import GatewayAPI
import HTTP
import Linux
import Synchronization

/// Where everything worth telling about a running gateway comes together: it is counted, and written down.
final class Observatory: Sendable {
    let meters = Meters()
    private let stage = Mutex(Observation.Stage.starting)
    private let house = Mutex<House?>(nil)

    /// What can be looked at once the gateway is there.
    struct House: Sendable {
        let gateway: Gateway
        let log: AuditLog
        let served: ServedGeneration
        let load: HTTPServerLoad
        let deployment: Deployment
    }

    func observe(_ observation: Observation) {
        meters.count(observation)
        if case .stage(let next) = observation { stage.withLock { $0 = next } }
        Console.note(observation)
    }

    /// The interface's events as observations.
    func observe(_ event: GatewayEvent) {
        switch event {
        case .answered(let place, let status, let code):
            observe(.answered(route: place, status: status, code: code))
        case .limited(let limit): observe(Observation.limited(limit))
        case .undecided(let error): observe(.undecided(code: error.code, message: error.message))
        }
    }

    /// From now on the gateway itself is looked at.
    func watch(_ found: House) { house.withLock { $0 = found } }

    var watched: House? { house.withLock { $0 } }

    /// What a monitor should know first: the stage, or why no question is answered.
    var state: String {
        let stage = stage.withLock { $0 }
        guard stage == .serving, let house = watched else { return stage.rawValue }
        return house.gateway.readiness.rawValue
    }

    /// Every word that `state` may be.
    static let states = (Observation.Stage.allCases.map(\.rawValue) + Readiness.allCases.map(\.rawValue))
        .reduce(into: [String]()) { if !$0.contains($1) { $0.append($1) } }
}

/// The log's active segment, whose synchronisations are timed.
struct TimedAppendFile: AppendFile {
    let file: any AppendFile
    let report: @Sendable (Int64) -> Void

    func writeAll(_ bytes: [UInt8]) throws(SystemError) { try file.writeAll(bytes) }

    func synchronizeData() throws(SystemError) {
        let start = MonotonicClock.system.now()
        try file.synchronizeData()
        report(MonotonicClock.system.now().nanoseconds - start.nanoseconds)
    }
}

extension LogDisk {
    /// The disk as it is, watched by an observatory.
    static func watched(by observatory: Observatory) -> LogDisk {
        LogDisk(
            append: { file in
                TimedAppendFile(file: file) { observatory.observe(.logSynchronised(nanoseconds: $0)) }
            }, settle: FileSystem.synchronizeDirectory)
    }
}
