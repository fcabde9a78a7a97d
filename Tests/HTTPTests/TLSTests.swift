import Foundation
import HTTP
import Linux
import OpenSSL
import Testing

@Suite("A server of TLS")
struct TLSTests {
    @Test("knows a client by the hash of its certificate, and nobody where none is shown")
    func clientCertificate() throws {
        let directory = try FileSystem.makeTemporaryDirectory()
        defer { try? FileSystem.removeTree(directory) }
        let (certificate, key) = ("\(directory)/certificate.pem", "\(directory)/key.pem")
        let kind = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-noenc", "-subj", "/CN=a", "-days", "2"]
        _ = try openssl(["req", "-x509"] + kind + ["-keyout", key, "-out", certificate])
        let chain = try FileSystem.readFile(certificate, maximumBytes: 1 << 16)
        // One certificate plays every part here: the server's, the client's, and its own authority.
        let settings = try TLSServerSettings(
            chain: chain, privateKey: try FileSystem.readFile(key, maximumBytes: 1 << 16),
            clients: TLSServerSettings.Clients(authorities: chain, revocations: nil), oldest: .tls13,
            now: Int(WallClock.system.now().seconds))
        let running = try RunningServer(tls: ServedTLS(settings)) { request in
            let client = request.clientCertificate.map { Hex.encode($0.bytes) } ?? "nobody"
            return HTTPResponse(status: 200, body: Array(client.utf8))
        }
        let asks = ["s_client", "-quiet", "-connect", "\(running.server.address)"]
        let request = "GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n"
        let hash = Hex.encode(SHA256.hash(try openssl(["x509", "-in", certificate, "-outform", "DER"])))
        for (words, client) in [(["-cert", certificate, "-key", key], hash), ([], "nobody")] {
            let answer = String(decoding: try openssl(asks + words, input: request), as: UTF8.self)
            #expect(answer.hasPrefix("HTTP/1.1 200 OK\r\nStrict-Transport-Security: max-age=63072000\r\n"))
            #expect(answer.hasSuffix("\r\n\r\n\(client)"))
        }
        #expect(running.stop() == 0)
    }

    /// What the distribution's `openssl` writes, within twenty seconds.
    private func openssl(_ words: [String], input: String = "") throws -> [UInt8] {
        let process = Process()
        process.executableURL = URL(filePath: "/usr/bin/env")
        process.arguments = ["timeout", "20", "openssl"] + words
        let (stdin, stdout) = (Pipe(), Pipe())
        (process.standardInput, process.standardOutput) = (stdin, stdout)
        process.standardError = FileHandle.nullDevice
        try process.run()
        try stdin.fileHandleForWriting.write(contentsOf: Data(input.utf8))
        try stdin.fileHandleForWriting.close()
        let output = stdout.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        try #require(process.terminationStatus == 0, "openssl \(words) failed")
        return Array(output)
    }
}
