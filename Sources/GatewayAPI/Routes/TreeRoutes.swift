import AuditLog
import Gateway
import HTTP
import Identity

/// The audit log's tree in the form of C2SP tlog-tiles, and proofs between its checkpoints.
enum TreeRoutes {
    /// A tile's index is written in groups of digits, and a partial tile has its width behind: two to five parts.
    /// Bundles stand first: their paths fit those of tiles too.
    static let all =
        [
            bundle("/audit/tile/entries/{a}", "readBundle"), bundle("/audit/tile/entries/{a}/{b}", "readBundle2"),
            bundle("/audit/tile/entries/{a}/{b}/{c}", "readBundle3"),
            bundle("/audit/tile/entries/{a}/{b}/{c}/{d}", "readBundle4"),
            tile("/audit/tile/{level}/{a}", "readTile"), tile("/audit/tile/{level}/{a}/{b}", "readTile2"),
            tile("/audit/tile/{level}/{a}/{b}/{c}", "readTile3"),
            tile("/audit/tile/{level}/{a}/{b}/{c}/{d}", "readTile4"),
        ] + [
            Route(
                .get, "/audit/consistency", "readConsistency",
                "Proves that the log of one size is a beginning of the log of another: hashes in base64, one a line.",
                parameters: [
                    QueryParameter(name: "from", form: sizes, description: "The size of the older checkpoint."),
                    QueryParameter(name: "to", form: sizes, description: "The size of the newer checkpoint."),
                ], success: .text("The proof (RFC 9162, 2.1.4)."), problems: [.notFound], handler: .anybody(consistency)
            )
        ]

    private static let sizes = QueryParameter.Form.number(1...999_999_999_999_999)

    private static func tile(_ path: PathTemplate, _ name: String) -> Route {
        Route(
            .get, path, name, "Hashes of the audit log's tree (C2SP tlog-tiles), 32 bytes each; tiles never change.",
            success: .bytes("The hashes."), problems: [.notFound], handler: .anybody(readTile))
    }

    private static func bundle(_ path: PathTemplate, _ name: String) -> Route {
        Route(
            .get, path, name,
            "Entries of the audit log, 256 together, each after its length in two bytes (C2SP tlog-tiles). Reading is "
                + "itself recorded.",
            success: .bytes("The entries."), problems: [.notFound], handler: .signedIn([.auditor], readBundle))
    }

    private static func readBundle(_ call: Call, _ principal: AuthenticatedPrincipal) throws(GatewayError) -> Reply {
        let segments = Array(call.request.segments.dropFirst(2))
        guard let path = TilePath(segments: segments) else { return .problem(.notThere) }
        let bundle: [UInt8]?
        do throws(GatewayError) { bundle = try call.gateway.auditBundle(path, by: principal) } catch {
            if case .audit(.pruned) = error { return .problem(.pruned) }
            throw error
        }
        guard let bytes = bundle else { return .problem(.notThere) }
        // A bundle never changes, but it holds pseudonyms: no shared cache may keep it.
        return .answer(
            .bytes(
                bytes, type: MediaType.bytes, headers: [Field.cacheControl: "private, max-age=31536000, immutable"]))
    }

    private static func readTile(_ call: Call) throws(GatewayError) -> Reply {
        let segments = Array(call.request.segments.dropFirst(2))
        guard let path = TilePath(segments: segments), let bytes = try call.gateway.auditTile(path) else {
            return .problem(.notThere)
        }
        return .answer(
            .bytes(
                bytes, type: MediaType.bytes, headers: [Field.cacheControl: "public, max-age=31536000, immutable"]))
    }

    private static func consistency(_ call: Call) throws(GatewayError) -> Reply {
        guard let old = call.query["from"].flatMap({ Int($0) }), let new = call.query["to"].flatMap({ Int($0) }),
            let proof = try call.gateway.auditConsistency(from: old, to: new)
        else { return .problem(.notThere) }
        let text = proof.map { "\($0.base64)\n" }.joined()
        return .answer(.bytes(Array(text.utf8), type: "text/plain; charset=utf-8"))
    }
}
