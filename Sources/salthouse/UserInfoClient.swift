import Identity
import JSON
import Linux
import OpenSSL
import Synchronization

/// Asks a sign-in service who is behind a token, with that token (OpenID Connect Core 1.0, 5.3).
final class UserInfoClient: Sendable {
    private let issuer: String
    private let trust: TLSTrust
    /// Where it answers; nil until its discovery document has said so.
    private let service: Mutex<JSONService?>
    private let isDiscovered: Bool

    /// - Parameter folder: where the files lie that the rules name.
    init(_ rules: UserInfo, of issuer: String, in folder: String) throws(CommandError) {
        self.issuer = issuer
        let certificates = rules.certificates.map { FileSystem.path(named: $0, in: folder) }
        trust = try TLSTrust(certificates: certificates)
        let first = try JSONService(rules.address ?? Discovery.address(of: issuer), trust: trust)
        isDiscovered = rules.address == nil
        service = Mutex(isDiscovered ? nil : first)
    }

    /// What it says of the person; nothing where it does not take this token, which is no failure of the service.
    func question(_ token: String) throws(CommandError) -> JSONObject {
        let service = try known()
        do throws(CommandError) {
            guard let said = try service.get(showing: token, milliseconds: TokenAsker.milliseconds) else { return [:] }
            guard case .object(let object) = said else { throw .failed("`\(service.address)`: is no object") }
            return object
        } catch {
            // It may have moved.
            if isDiscovered { self.service.withLock { $0 = nil } }
            throw error
        }
    }

    private func known() throws(CommandError) -> JSONService {
        if let known = service.withLock({ $0 }) { return known }
        let address = try JSONService.address(
            of: .userInfo, of: issuer, trust: trust, milliseconds: TokenAsker.milliseconds)
        let found = try JSONService(address, trust: trust)
        service.withLock { $0 = found }
        return found
    }
}
