import DisclosureControl
import Gateway
import Governance
import Linux
import Snapshots

/// What a start would trip over, found without starting: nothing is opened for writing, and the log is not read.
extension ServeSettings {
    /// Everything that is wrong, each with its remedy. Empty where the gateway would start.
    func problems() -> [String] {
        var problems: [String] = []
        func check(_ body: () throws(CommandError) -> Void) {
            do throws(CommandError) { try body() } catch {
                if !problems.contains(error.message) { problems.append(error.message) }
            }
        }
        check { () throws(CommandError) in _ = try addresses() }
        check { () throws(CommandError) in _ = (try jobs(), try concurrency(), try limits()) }
        check { () throws(CommandError) in _ = try tls()?.read() }
        check { () throws(CommandError) in _ = try trustedProxy() }
        check { () throws(CommandError) in _ = try metrics() }
        check { () throws(CommandError) in _ = try wantsJSONLines() }
        check { () throws(CommandError) in _ = try drainSeconds() }
        check { () throws(CommandError) in _ = try heartbeatSeconds() }
        check { () throws(CommandError) in _ = try identity() }
        check { () throws(CommandError) in _ = try witnesses() }
        check(demandClock)
        check { () throws(CommandError) in
            let deployment = try deployment()
            check { () throws(CommandError) in problems += try unsafePlaces(of: deployment) }
            check { () throws(CommandError) in _ = (try deployment.signer(), try deployment.secret()) }
            check { () throws(CommandError) in try checkPolicies(of: deployment) }
            check { () throws(CommandError) in
                do throws(SnapshotError) { _ = try deployment.store.current() } catch { throw .told(error) }
            }
        }
        return problems
    }

    /// Fails where others could read a secret or write a rule. A start asks this before it opens anything.
    func demandSafePlaces() throws(CommandError) {
        if let first = try unsafePlaces(of: try deployment()).first { throw .failed(first) }
    }

    private func unsafePlaces(of deployment: Deployment) throws(CommandError) -> [String] {
        var faults: [String] = []
        for place in deployment.secretPlaces + [options.value("--tls-key")].compactMap({ $0 })
        where FileSystem.exists(place) {
            if let fault = try SafeFile.faultOfSecret(place) { faults.append(fault) }
        }
        let named = [
            "--policies", "--identity", "--witnesses", "--tls-certificate", "--tls-client-ca", "--tls-client-crl",
        ].compactMap(options.value)
        // What is missing is told by whoever reads it.
        for place in [deployment.directory] + named + [file].compactMap({ $0 }) where FileSystem.exists(place) {
            if let fault = try SafeFile.faultOfRules(place) { faults.append(fault) }
        }
        return faults
    }

    /// The set that was in force last, or the one in the folder, with its examples and profiles.
    private func checkPolicies(of deployment: Deployment) throws(CommandError) {
        let files = try PolicyFiles(named: options.value("--policies"))
        let shelf = deployment.policies
        let remembered = try shelving { () throws(StoreError) in try shelf.rememberedHashes() }
        let set: PolicySet
        if options.value("--policies") == nil, remembered.count == 1, let hash = remembered.first {
            set = try PolicyChoice.shelved(hash, shelf)
        } else {
            set = try files.testedSet()
        }
        _ = try files.profiles(of: set, dominance(of: deployment))
        _ = try files.querySchema()
    }
}
