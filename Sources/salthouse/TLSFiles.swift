import HTTP
import Linux
import OpenSSL

/// The files that a TLS server shows itself by. They are read at the start, and again on SIGHUP.
struct TLSFiles {
    private let certificate: String
    private let key: String
    private let clientAuthorities: String?
    private let clientRevocations: String?
    private let oldest: TLSServerSettings.Oldest

    /// Nil where nothing is said of TLS.
    init?(_ options: Options) throws(CommandError) {
        let said = ServeSetting.all.filter { $0.group == "tls" && options.value($0.option) != nil }
        guard !said.isEmpty else { return nil }
        guard let certificate = options.value("--tls-certificate"), let key = options.value("--tls-key") else {
            throw .usage("TLS needs --tls-certificate and --tls-key")
        }
        guard let oldest = TLSServerSettings.Oldest(rawValue: options.value("--tls-minimum") ?? "1.3") else {
            throw .usage("`--tls-minimum` takes 1.2 or 1.3")
        }
        self.certificate = certificate
        self.key = key
        self.oldest = oldest
        clientAuthorities = options.value("--tls-client-ca")
        clientRevocations = options.value("--tls-client-crl")
        guard clientRevocations == nil || clientAuthorities != nil else {
            throw .usage("`--tls-client-crl` needs --tls-client-ca")
        }
    }

    /// Reads the files as they are now.
    func read() throws(CommandError) -> TLSServerSettings {
        let chain = try Self.bytes(certificate)
        let key = try Self.bytes(key)
        let clients = try clientAuthorities.map { path throws(CommandError) in
            TLSServerSettings.Clients(
                authorities: try Self.bytes(path), revocations: try clientRevocations.map(Self.bytes))
        }
        do throws(OpenSSLError) {
            return try TLSServerSettings(
                chain: chain, privateKey: key, clients: clients, oldest: oldest,
                now: Int(WallClock.system.now().seconds))
        } catch { throw .failed("\(error.code): \(error.message) (`\(certificate)`)") }
    }

    /// Reads the files again for connections to come. Fails, and changes nothing, where they are no good.
    func renew(_ served: ServedTLS) throws(CommandError) {
        let settings = try read()
        served.replace(with: settings)
        Console.tell("the files of TLS are new, and the certificate is in force for \(settings.daysLeft) days")
    }

    private static func bytes(_ path: String) throws(CommandError) -> [UInt8] {
        try doing { () throws(SystemError) in try FileSystem.readFile(path, maximumBytes: 1 << 20) }
    }
}
