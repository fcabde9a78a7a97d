/// The statements a connection compiled last, by their text: compiling costs more than most runs.
struct SQLiteStatementCache {
    private let capacity: Int
    private var entries: [String: (statement: SQLiteStatement, lastUse: Int)] = [:]
    private var uses = 0

    init(capacity: Int) {
        self.capacity = capacity
    }

    /// The statement of this text, compiled now if it is not here; the one unused for longest makes room.
    mutating func statement(
        for text: String, compile: () throws(SQLiteError) -> SQLiteStatement
    ) throws(SQLiteError) -> SQLiteStatement {
        uses &+= 1
        if let entry = entries[text] {
            entries[text]?.lastUse = uses
            return entry.statement
        }
        let statement = try compile()
        if entries.count >= capacity, let oldest = entries.min(by: { $0.value.lastUse < $1.value.lastUse }) {
            entries[oldest.key] = nil
        }
        entries[text] = (statement, uses)
        return statement
    }

    /// Forgets, and so finalises, all.
    mutating func removeAll() {
        entries = [:]
    }
}
