/// What was made for the last layout that came by, such as a converter with its tables: a film has one layout, a folder
/// of pictures may have many.
package struct LayoutCache<Value> {
    private var last: (layout: PictureLayout, value: Value)?

    /// Nothing has been made yet.
    package init() {}

    /// What was made for `layout`, by `make` if the last one was another.
    package mutating func value(
        for layout: PictureLayout, make: () throws(ColorError) -> Value
    ) throws(ColorError) -> Value {
        if let last, last.layout == layout { return last.value }
        let fresh = try make()
        last = (layout, fresh)
        return fresh
    }
}
