import COpenSSL

/// A TLS connection over two buffers in memory: what came over the network goes in, and what is to be sent comes out. One
/// thread touches it.
@safe
final class TLSConnection {
    let pointer: OpaquePointer

    /// Owns the connection from now on.
    init(_ pointer: OpaquePointer) { unsafe self.pointer = unsafe pointer }

    deinit { unsafe SSL_free(pointer) }

    /// Takes what came over the network.
    func take(_ bytes: [UInt8]) {
        guard !bytes.isEmpty else { return }
        let count = unsafe BIO_write(SSL_get_rbio(pointer), bytes, Int32(clamping: bytes.count))
        precondition(Int(count) == bytes.count, "a buffer in memory takes what it is given")
    }

    /// Hands out what is to be sent over the network now; empty where there is nothing.
    func give() -> [UInt8] {
        let waiting = unsafe BIO_ctrl_pending(SSL_get_wbio(pointer))
        guard waiting > 0 else { return [] }
        return unsafe [UInt8](unsafeUninitializedCapacity: waiting) { buffer, count in
            count = max(0, unsafe Int(BIO_read(SSL_get_wbio(pointer), buffer.baseAddress, Int32(clamping: waiting))))
        }
    }
}
