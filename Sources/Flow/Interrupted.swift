/// The run was cancelled from outside.
package struct Interrupted: Error, CustomStringConvertible {
    /// The only such error there is.
    package init() {}

    /// "interrupted".
    package var description: String { "interrupted" }
}
