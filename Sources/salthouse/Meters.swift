import GatewayAPI
import Synchronization

/// What was counted since the start.
final class Meters: Sendable {
    struct Counts: Sendable {
        /// By route and class of status, such as `2xx`.
        var requests: [Request: Int] = [:]
        /// By class of code, such as `SH-G4`.
        var refusals: [String: Int] = [:]
        /// Sign-ins that failed, by code.
        var failedSignIns: [String: Int] = [:]
        /// By limit: the first time in a minute that a person, a project or an address reaches it, and locks that begin.
        var limits: [ReachedLimit: Int] = [:]
        var undecided: [String: Int] = [:]
        var synchronisation = Histogram()
    }

    struct Request: Sendable, Hashable, Comparable {
        let route: String
        let status: String

        static func < (left: Request, right: Request) -> Bool {
            (left.route, left.status) < (right.route, right.status)
        }
    }

    private let counts = Mutex(Counts())

    static let noRoute = "none"

    var now: Counts { counts.withLock { $0 } }

    func count(_ observation: Observation) {
        counts.withLock { counts in
            switch observation {
            case .answered(let route, let status, let code):
                let request = Request(route: route ?? Self.noRoute, status: "\(status / 100)xx")
                counts.requests[request, default: 0] += 1
                guard let code else { return }
                counts.refusals[Self.kind(of: code), default: 0] += 1
                if status == 401 { counts.failedSignIns[code, default: 0] += 1 }
            case .limited(let limit): counts.limits[limit, default: 0] += 1
            case .undecided(let code, _): counts.undecided[code, default: 0] += 1
            case .logSynchronised(let nanoseconds): counts.synchronisation.add(nanoseconds)
            case .stage, .said: return
            }
        }
    }

    /// The stage and the first digit: all but the last two of a code.
    private static func kind(of code: String) -> String { String(code.dropLast(2)) }
}

/// Times in classes whose bounds stand here.
struct Histogram: Sendable {
    /// In microseconds; a last class has no bound.
    static let bounds: [Int64] = [500, 1000, 2500, 5000, 10_000, 25_000, 50_000, 100_000, 250_000, 1_000_000]

    private(set) var classes = [Int](repeating: 0, count: Histogram.bounds.count + 1)
    private(set) var nanoseconds: Int64 = 0

    mutating func add(_ taken: Int64) {
        let place = Self.bounds.firstIndex { taken <= $0 * 1000 } ?? Self.bounds.count
        classes[place] += 1
        nanoseconds &+= taken
    }
}
