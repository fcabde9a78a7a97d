import Foundation
import Linux

ProcessSignals.prepare()
exit(WitnessProgram.run(Array(CommandLine.arguments.dropFirst())))
