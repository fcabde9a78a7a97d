package import AuditLog
import Catalogue
package import DifferentialPrivacy
package import DisclosureControl

/// Why nothing was decided: what cannot be checked or recorded is not answered. For the operator's log; a client learns
/// only that the gateway cannot answer now.
package enum GatewayError: Error, Hashable {
    case audit(AuditError)
    case store(StoreError)
    case accounting(AccountingError)
    case disclosure(DisclosureError)
    /// No generation has been published.
    case noData
    /// A stored document or draw does not read as it was written.
    case damagedStore
    /// An entry about a budget does not read as it was written.
    case damagedLedger
    /// The log tells of answers that the store does not have: an older database was put back.
    case storeBehindLog(sequence: Int)
    /// The store has applied an entry that the log does not have: an older log was put back.
    case logBehindStore(sequence: Int)
    /// A dataset or reference would be served that the log does not tell of.
    case unregistered(String)
    /// The policies put a dataset under another profile than the one under which its numbers have left.
    case otherProfile(dataset: String, kept: String)

    /// A dataset has groupings that its profile does not take.
    case unfitGroupings(UnfitGroupings)

    /// Another policy set came into force while a request was judged.
    case policyChanged
    /// The policy files are a set that is not in force, and that two stewards have not signed.
    case otherPolicy(inForce: String, given: String)

    /// A stable code, never reused or renumbered.
    package var code: String {
        switch self {
        case .audit: "SH-G611"
        case .store: "SH-G612"
        case .accounting: "SH-G613"
        case .disclosure: "SH-G614"
        case .noData: "SH-G615"
        case .damagedStore: "SH-G616"
        case .damagedLedger: "SH-G617"
        case .storeBehindLog: "SH-G618"
        case .logBehindStore: "SH-G619"
        case .unregistered: "SH-G620"
        case .otherProfile: "SH-G623"
        case .unfitGroupings: "SH-G624"
        case .policyChanged: "SH-G631"
        case .otherPolicy: "SH-G632"
        }
    }

    package var message: String {
        switch self {
        case .audit(let error): error.message
        case .store(.unavailable(let reason)): "the database: \(reason)"
        case .store(.conflict): "the database holds something else under this name already"
        case .store(.forged): "the database holds a row that this gateway did not write; restore it from a backup"
        case .accounting(let error): error.message
        case .disclosure(let error): error.message
        case .noData: "no data has been loaded; run `salthouse load`"
        case .damagedStore: "what the database or the vault holds is not what was written; restore them from a backup"
        case .damagedLedger: "the audit log holds an entry about a budget that cannot be added up"
        case .storeBehindLog(let sequence):
            "the audit log's entry \(sequence) tells of something that the database does not have: an older database "
                + "was put back; restore the newest one"
        case .logBehindStore(let sequence):
            "the database has what entry \(sequence) told, and the audit log has no such entry: an older log was put "
                + "back; restore the newest one"
        case .unregistered(let name):
            "the data folder holds a release of `\(name)` that the audit log does not tell of: it was put there by hand, "
                + "or an older log was put back; restore both from one backup, or load it again"
        case .otherProfile(let dataset, let kept):
            "numbers about `\(dataset)` have left under the profile `\(kept)`, and the policies name another one: a "
                + "dataset keeps its profile"
        case .policyChanged: "other policies came into force while this was decided; ask again"
        case .otherPolicy(let inForce, let given):
            "the policy files have the hash \(given), and in force is \(inForce): rules change only where two stewards "
                + "sign the new ones (OVR-3). Start with the files in force, offer the new ones with `salthouse policy "
                + "offer`, and have them signed under /v1/policies"
        case .unfitGroupings(let unfit):
            "the groupings `\(unfit.crossing.groupings[0])` and `\(unfit.crossing.groupings[1])` of "
                + "`\(unfit.crossing.variable)` cross: `\(unfit.crossing.groups[0])` and `\(unfit.crossing.groups[1])` "
                + "overlap, and neither holds the other. The profile `\(unfit.profile)` takes one tree only: leave one of "
                + "the two out of the declaration (`groupings`, or `calendar` for months and days) and load the dataset "
                + "again, or let another profile protect it"
        }
    }
}

/// Runs calls of the store with this room's error.
func storing<Value>(_ body: () throws(StoreError) -> Value) throws(GatewayError) -> Value {
    do throws(StoreError) { return try body() } catch { throw .store(error) }
}

/// Runs calls of disclosure control with this room's error.
func disclosing<Value: ~Copyable>(_ body: () throws(DisclosureError) -> Value) throws(GatewayError) -> Value {
    do throws(DisclosureError) { return try body() } catch { throw .disclosure(error) }
}
