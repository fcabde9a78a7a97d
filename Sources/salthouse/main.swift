import Foundation
import Linux

ProcessSignals.prepare()
exit(run(Array(CommandLine.arguments.dropFirst())))
