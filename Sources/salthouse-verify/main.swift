import Foundation

exit(VerifyProgram.run(Array(CommandLine.arguments.dropFirst())).rawValue)
