package import Gateway
import SQLite
import Synchronization

extension SQLiteVault {
    /// Whose values are about a person: the person's own, and those of the person in one project, or in every project.
    package func subjects(about person: String, in project: String?) throws(StoreError) -> [String] {
        try files.withLock { files throws(StoreError) -> [String] in
            let all = try files.keys.read("SELECT subject FROM subject_key ORDER BY subject", [])
            var subjects: [String] = []
            for row in all {
                let subject = try row.text(0)
                let parts = subject.split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false)
                guard let last = parts.last, last.utf8.elementsEqual(person.utf8) else { continue }
                let isWanted = project.map { parts.count == 2 && parts[0].utf8.elementsEqual($0.utf8) } ?? true
                if isWanted { subjects.append(subject) }
            }
            return subjects
        }
    }

    /// Destroys the keys of subjects, and then their rows: what a backup of `vault.db` holds of them stays closed.
    ///
    /// Every proof of the log stays valid. A crash in between leaves rows that nobody can open any more.
    package func erase(_ subjects: [String]) throws(StoreError) {
        try files.withLock { files throws(StoreError) in
            do throws(SQLiteError) {
                try files.keys.transaction { () throws(SQLiteError) in
                    for subject in subjects {
                        try files.keys.run("DELETE FROM subject_key WHERE subject = ?", [.text(subject)])
                    }
                }
                // The key also stands in the journal until that is written back.
                try files.keys.emptyWriteAheadLog()
                try files.disclosures.transaction { () throws(SQLiteError) in
                    for subject in subjects {
                        try files.disclosures.run("DELETE FROM disclosure WHERE subject = ?", [.text(subject)])
                    }
                }
                try files.disclosures.emptyWriteAheadLog()
            } catch { throw StoreError(error) }
        }
    }

    /// Deletes what is held for entries that were pruned. Those that hold nothing any more are passed over.
    package func forget(_ pruned: [Int]) throws(StoreError) {
        try files.withLock { files throws(StoreError) in
            do throws(SQLiteError) {
                try files.disclosures.transaction { () throws(SQLiteError) in
                    for sequence in pruned {
                        try files.disclosures.run(
                            "DELETE FROM disclosure WHERE sequence = ?", [.integer(Int64(sequence))])
                    }
                }
                try files.disclosures.emptyWriteAheadLog()
            } catch { throw StoreError(error) }
        }
    }
}
