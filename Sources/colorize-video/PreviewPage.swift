import Color
import Media

/// A page that holds everything in itself: for each frame two of its pictures with a divider to drag between them, and
/// all its pictures to choose from; below them what the run would do.
struct PreviewPage {
    /// The whole page.
    let html: String

    /// - Parameters:
    ///   - title: the input.
    ///   - columns: the names of the pictures of a frame.
    ///   - rows: frames, with a picture for each column.
    ///   - lines: what the run would do.
    /// - Throws: `MediaError` if this FFmpeg cannot write JPEG.
    init(
        title: String, columns: [String], rows: [(label: String, pictures: [RGBPicture])], lines: [String]
    ) throws(MediaError) {
        let options = columns.enumerated().map { "<option value=\"\($0)\">\(Self.escaped($1))</option>" }.joined()
        var frames: [String] = []
        for row in rows {
            guard let first = row.pictures.first else { continue }
            var figures: [String] = []
            for (column, picture) in zip(columns, row.pictures) {
                let address = try PictureFile.dataAddress(of: picture, as: .jpeg)
                let name = Self.escaped(column)
                figures.append(
                    "<figure><img alt=\"\(name)\" src=\"\(address)\"><figcaption>\(name)</figcaption></figure>")
            }
            frames.append(
                """
                <section>
                <h2>\(Self.escaped(row.label))</h2>
                <div class="pair" style="aspect-ratio: \(first.width) / \(first.height); max-width: \(first.width)px">
                <img class="right" alt=""><img class="left" alt=""><div class="divider"></div>
                <input type="range" min="0" max="100" value="50" step="0.1" aria-label="divider">
                </div>
                <div class="all">
                \(figures.joined(separator: "\n"))
                </div>
                </section>
                """)
        }
        html = """
            <!DOCTYPE html>
            <html lang="en">
            <head>
            <meta charset="utf-8">
            <meta name="viewport" content="width=device-width">
            <title>\(Self.escaped(title)): preview</title>
            <style>
            \(Self.style)
            </style>
            </head>
            <body>
            <h1>\(Self.escaped(title))</h1>
            <p class="choice"><label>left <select id="left">\(options)</select></label>
            <label>right <select id="right">\(options)</select></label>
            Drag the divider, or click a small picture to see it on the right.</p>
            \(frames.joined(separator: "\n"))
            <h2>What the run would do</h2>
            <pre>\(lines.map(Self.escaped).joined(separator: "\n"))</pre>
            <script>
            \(Self.script)
            </script>
            </body>
            </html>

            """
    }

    /// Text as HTML takes it, in elements and in attributes.
    static func escaped(_ text: String) -> String {
        text.reduce(into: "") { result, character in
            switch character {
            case "&": result += "&amp;"
            case "<": result += "&lt;"
            case ">": result += "&gt;"
            case "\"": result += "&quot;"
            default: result.append(character)
            }
        }
    }

    private static let style = """
        body { margin: 0 auto; max-width: 1000px; padding: 1em; background: #222; color: #ddd; font: 16px sans-serif }
        h1, h2 { font-size: 1.1em; font-weight: normal }
        select { font: inherit }
        .choice { position: sticky; top: 0; z-index: 1; margin: 0; padding: 0.5em 0; background: #222 }
        .pair { position: relative; overflow: hidden }
        .pair img { position: absolute; width: 100%; height: 100% }
        .pair .left { clip-path: inset(0 calc(100% - var(--place, 50%)) 0 0) }
        .pair .divider { position: absolute; top: 0; bottom: 0; left: var(--place, 50%); width: 2px; margin-left: -1px;
          background: #fff; pointer-events: none }
        .pair input { position: absolute; inset: 0; width: 100%; height: 100%; margin: 0; opacity: 0;
          cursor: ew-resize }
        .all { display: flex; flex-wrap: wrap; gap: 6px; margin-top: 6px }
        figure { margin: 0; flex: 1 1 140px; max-width: 200px; cursor: pointer }
        figure img { width: 100%; display: block }
        figcaption { font-size: 0.8em }
        pre { white-space: pre-wrap }
        """

    private static let script = """
        const left = document.getElementById("left"), right = document.getElementById("right");
        right.selectedIndex = Math.min(1, right.options.length - 1);
        function show() {
          for (const section of document.querySelectorAll("section")) {
            const pictures = section.querySelectorAll("figure img");
            section.querySelector(".left").src = pictures[left.selectedIndex].src;
            section.querySelector(".right").src = pictures[right.selectedIndex].src;
          }
        }
        for (const section of document.querySelectorAll("section")) {
          const range = section.querySelector("input"), pair = section.querySelector(".pair");
          range.addEventListener("input", () => pair.style.setProperty("--place", range.value + "%"));
          section.querySelectorAll("figure").forEach((figure, column) => {
            figure.addEventListener("click", () => { right.selectedIndex = column; show(); });
          });
        }
        left.addEventListener("change", show);
        right.addEventListener("change", show);
        show();
        """
}
