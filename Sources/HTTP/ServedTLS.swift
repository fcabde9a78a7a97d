package import OpenSSL
import Synchronization

/// The TLS settings that new connections get. Those that are open keep theirs, so a certificate is changed without an end to
/// anything.
package final class ServedTLS: Sendable {
    private let current: Mutex<TLSServerSettings>

    package init(_ settings: TLSServerSettings) { current = Mutex(settings) }

    package func replace(with settings: TLSServerSettings) { current.withLock { $0 = settings } }

    var settings: TLSServerSettings { current.withLock { $0 } }
}
