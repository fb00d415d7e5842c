package import Color
package import Media

/// Decoded pictures → small sRGB pictures of them.
package final class DisplayReader {
    private let part: DisplayConverter.Part
    private let width: Int
    private let height: Int
    private var converters = LayoutCache<DisplayConverter>()

    /// - Parameters:
    ///   - part: what is seen of each picture.
    ///   - width: of the small pictures.
    ///   - height: of the small pictures.
    package init(part: DisplayConverter.Part, width: Int, height: Int) {
        self.part = part
        self.width = width
        self.height = height
    }

    /// Throws `MediaError` for a picture whose pixel format or tags cannot be coloured.
    package func picture(of frame: consuming Frame, format: PixelFormat, tags: ColorTags) throws(MediaError)
        -> RGBPicture
    {
        guard let planar = format.planar else {
            throw MediaError(.unsupported, reason: "pictures of pixel format \(format.name) cannot be coloured")
        }
        let layout = planar.layout(width: frame.width, height: frame.height, color: tags.description)
        let picture = try frame.unpacked(from: format, to: planar)
        let converter: DisplayConverter
        do throws(ColorError) {
            converter = try converters.value(for: layout) { () throws(ColorError) in
                try DisplayConverter(layout: layout, part: part, width: width, height: height)
            }
        } catch {
            throw MediaError(error)
        }
        var small = RGBPicture(width: width, height: height)
        try picture.withPlanes(format: planar, layout: layout) { planes throws(MediaError) in
            converter.convert(planes, into: &small)
        }
        return small
    }

    /// Decodes the picture in the file `path`. Throws `MediaError` naming the file.
    package func picture(inFile path: String) throws(MediaError) -> RGBPicture {
        let decoded = try PictureFile.read(path)
        if let damage = decoded.details.damage {
            throw MediaError(.badInput, path: path, reason: "is damaged: \(damage)")
        }
        let frame = decoded.takeFrame()
        guard let format = frame.pixelFormat else {
            throw MediaError(.unsupported, path: path, reason: "its pixel format cannot be coloured")
        }
        do throws(MediaError) {
            let tags = try ColorTags(of: frame, format: format)
            return try picture(of: frame, format: format, tags: tags)
        } catch {
            throw error.of(path)
        }
    }
}
