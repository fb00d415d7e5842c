internal import Foundation
public import Testing

extension Trait where Self == ConditionTrait {
    /// Not under ThreadSanitizer, which takes ten times as long: for tables of formats, containers and shapes, whose
    /// rows differ in what one thread computes (or oneDNN's own threads, which it does not see) and bring no thread
    /// that other tests have not. scripts/test says which sanitizer there is.
    public static var notUnderThreadSanitizer: Self {
        .disabled(if: sanitizer == "thread", "brings no threads that other tests have not")
    }

    /// Not under AddressSanitizer, which takes three times as long: for what reads no memory that other tests do not
    /// read, too.
    public static var notUnderAddressSanitizer: Self {
        .disabled(if: sanitizer == "address", "reads no memory that other tests do not")
    }
}

private let sanitizer = ProcessInfo.processInfo.environment["COLORIZE_SANITIZER"]
