import Foundation
import Linux

ProcessSignals.prepare()
let code = run(Array(CommandLine.arguments.dropFirst()))
// The kernel alone cleans up: a worker may still be ending, and must not have OpenSSL torn down under it, as the handlers
// of `exit` would do. Everything that must be durable is, and nothing written waits in a buffer.
_exit(code)
