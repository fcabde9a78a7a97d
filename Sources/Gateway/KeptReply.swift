/// What a request that made or changed something was answered, but for the number of its entry, which the log gives.
///
/// It is staged with the change itself, so that there is never the one without the other: a retry under the same mark
/// gets these bytes again, whatever was stopped in between.
package struct KeptReply: Sendable, Hashable {
    package let person: String
    /// SHA-256 of the asker's own mark, hexadecimal; one person's marks are theirs alone.
    package let mark: String
    /// SHA-256 of place and body, hexadecimal: a retry under one mark must ask the same.
    package let asked: String
    /// Seconds since 1970.
    package let made: Int
    package let body: [UInt8]

    package init(person: String, mark: String, asked: String, made: Int, body: [UInt8]) {
        self.person = person
        self.mark = mark
        self.asked = asked
        self.made = made
        self.body = body
    }

    /// For so long a retry gets the same answer.
    package static let keptSeconds = 86_400
    /// Of one person the newest so many are kept.
    package static let mostOfAPerson = 1000
}

/// A kept reply with the place of its entry in the log.
package struct PlacedReply: Sendable, Hashable {
    package let reply: KeptReply
    package let sequence: Int

    package init(reply: KeptReply, sequence: Int) {
        self.reply = reply
        self.sequence = sequence
    }
}
