package import Gateway

/// What the interface tells those who watch it. Nothing in it was written by an asker, and nothing depends on data.
package enum GatewayEvent: Sendable {
    /// A request was answered: its route as the table names it, nil where it met none; the code where it went otherwise
    /// than asked.
    case answered(place: String?, status: Int, code: String?)
    /// Somebody has reached a limit: told once for each name and minute, and where a lock begins.
    case limited(ReachedLimit)
    /// The gateway could not decide or record: for the operator alone.
    case undecided(GatewayError)
}
