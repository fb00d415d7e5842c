// swift-tools-version: 6.2
import PackageDescription

// scripts/test sets this: a user's build with a newer compiler must not fail because that compiler warns about more.
let warningsAreErrors = Context.environment["COLORIZE_WARNINGS_AS_ERRORS"] != nil

let swiftSettings: [SwiftSetting] =
    [
        .enableUpcomingFeature("ExistentialAny"),
        .enableUpcomingFeature("InternalImportsByDefault"),
        .enableUpcomingFeature("MemberImportVisibility"),
    ] + (warningsAreErrors ? [.treatAllWarnings(as: .error)] : [])

/// Rooms that compute are optimised in a debug build, too, as a user's is: tests would wait for their loops.
let computingSettings = swiftSettings + [.unsafeFlags(["-O"], .when(configuration: .debug))]

let cSettings: [CSetting] =
    [
        .enableWarning("all"),
        .enableWarning("extra"),
        // clang drops a whole target("…") attribute when it does not know one word of it.
        .treatWarning("ignored-attributes", as: .error),
    ] + (warningsAreErrors ? [.treatAllWarnings(as: .error)] : [])

let package = Package(
    name: "colorize-video",
    products: [
        .executable(name: "colorize-video", targets: ["colorize-video"]),
        // For Benchmarks, a package of its own.
        .library(name: "Net", targets: ["Net", "Weights"]),
        .library(name: "Color", targets: ["Color"]),
        .library(name: "Media", targets: ["Media"]),
    ],
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.0"),
        .package(url: "https://github.com/apple/swift-collections", from: "1.6.0"),
    ],
    targets: [
        .target(
            name: "FFmpegShim",
            cSettings: cSettings,
            linkerSettings: [
                .linkedLibrary("avfilter"), .linkedLibrary("avformat"), .linkedLibrary("avcodec"),
                .linkedLibrary("avutil"),
            ]
        ),
        .target(name: "FilesShim", cSettings: cSettings),
        .target(name: "OneDNNShim", cSettings: cSettings, linkerSettings: [.linkedLibrary("dnnl")]),
        .target(name: "PixelKernels", cSettings: cSettings),
        .target(name: "EmbeddedWeights", exclude: ["lite.safetensors"], cSettings: cSettings),
        .target(
            name: "Flow", dependencies: [.product(name: "DequeModule", package: "swift-collections")],
            swiftSettings: swiftSettings),
        .target(name: "Files", dependencies: ["FFmpegShim", "FilesShim", "Flow"], swiftSettings: swiftSettings),
        .target(name: "Report", dependencies: ["Files"], swiftSettings: swiftSettings),
        .target(
            name: "Weights", dependencies: ["Files", "Flow", "EmbeddedWeights"], path: "Sources/Net/Weights",
            swiftSettings: computingSettings),
        .target(
            name: "Net", dependencies: ["Weights", "Flow", "OneDNNShim", "PixelKernels"], path: "Sources/Net/Net",
            swiftSettings: swiftSettings),
        .target(
            name: "ModelStore", dependencies: ["Net", "Weights", "Files", "Report"], path: "Sources/Net/ModelStore",
            swiftSettings: swiftSettings),
        .target(
            name: "Color", dependencies: ["Flow", "PixelKernels"], path: "Sources/Pipeline/Color",
            swiftSettings: computingSettings),
        .target(
            name: "Shots", dependencies: ["Color", "Files", "PixelKernels"], path: "Sources/Pipeline/Shots",
            swiftSettings: computingSettings),
        .target(
            name: "Media", dependencies: ["Color", "FFmpegShim", "Files", "Flow", "Report"],
            path: "Sources/Pipeline/Media", swiftSettings: swiftSettings),
        .target(
            name: "Guidance", dependencies: ["Color", "Files", "PixelKernels", "Shots"],
            path: "Sources/Pipeline/Guidance", swiftSettings: computingSettings),
        .target(
            name: "Coloring", dependencies: ["Color", "Flow", "Guidance", "Media", "Net", "Shots"],
            path: "Sources/Pipeline/Coloring", swiftSettings: computingSettings),
        .target(
            name: "Jobs",
            dependencies: [
                "Color", "Coloring", "Files", "Flow", "Guidance", "Media", "Net", "Report", "Shots", "Weights",
            ],
            path: "Sources/Pipeline/Jobs", swiftSettings: swiftSettings),
        .target(
            name: "Evaluation",
            dependencies: ["Color", "Coloring", "Files", "Flow", "Guidance", "Media", "Net", "Report", "Shots"],
            path: "Sources/Pipeline/Evaluation", swiftSettings: swiftSettings),
        .executableTarget(
            name: "colorize-video",
            dependencies: [
                "Color", "Coloring", "Evaluation", "Files", "Flow", "Jobs", "Media", "ModelStore", "Net", "Report",
                "Shots", "Weights",
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
            ],
            swiftSettings: swiftSettings
        ),
        .target(
            name: "TestSupport", dependencies: ["Color", "Flow", "Report", "Weights"], path: "Tests/TestSupport",
            swiftSettings: swiftSettings),
        .testTarget(name: "FlowTests", dependencies: ["Flow", "TestSupport"], swiftSettings: swiftSettings),
        .testTarget(name: "FilesTests", dependencies: ["Files", "TestSupport"], swiftSettings: swiftSettings),
        .testTarget(name: "ReportTests", dependencies: ["Report", "TestSupport"], swiftSettings: swiftSettings),
        .testTarget(
            name: "PixelKernelsTests", dependencies: ["PixelKernels", "TestSupport"], swiftSettings: swiftSettings),
        .testTarget(
            name: "WeightsTests", dependencies: ["Weights", "TestSupport"], swiftSettings: swiftSettings),
        .testTarget(
            name: "NetTests", dependencies: ["Flow", "Net", "OneDNNShim", "Weights", "TestSupport"],
            swiftSettings: swiftSettings),
        .testTarget(name: "ColorTests", dependencies: ["Color", "Flow", "TestSupport"], swiftSettings: swiftSettings),
        .testTarget(
            name: "ModelStoreTests",
            dependencies: ["Files", "Flow", "ModelStore", "Net", "Report", "Weights", "TestSupport"],
            swiftSettings: swiftSettings),
        .testTarget(
            name: "GuidanceTests", dependencies: ["Color", "Guidance", "Shots", "TestSupport"],
            swiftSettings: swiftSettings),
        .testTarget(
            name: "ShotsTests", dependencies: ["Color", "Files", "Shots", "TestSupport"], swiftSettings: swiftSettings),
        .testTarget(
            name: "MediaTests",
            dependencies: ["Color", "FFmpegShim", "Files", "Flow", "Media", "Report", "TestSupport"],
            swiftSettings: swiftSettings),
        .testTarget(
            name: "ColoringTests",
            dependencies: ["Color", "Coloring", "Flow", "Guidance", "Media", "Net", "Shots", "Weights", "TestSupport"],
            swiftSettings: swiftSettings),
        .testTarget(
            name: "JobsTests",
            dependencies: [
                "Color", "Coloring", "Files", "Flow", "Jobs", "Media", "Net", "Report", "Shots", "TestSupport",
                "Weights",
            ],
            swiftSettings: swiftSettings),
        .testTarget(
            name: "EvaluationTests",
            dependencies: [
                "Color", "Coloring", "Evaluation", "Files", "Flow", "Guidance", "Media", "Net", "Report", "Shots",
                "TestSupport", "Weights",
            ],
            swiftSettings: swiftSettings),
        .testTarget(
            name: "CommandTests", dependencies: ["colorize-video", "TestSupport"], swiftSettings: swiftSettings),
        .testTarget(
            name: "WordsTests",
            dependencies: [
                "colorize-video", "Files", "Flow", "Jobs", "Media", "ModelStore", "Net", "Report", "TestSupport",
            ],
            swiftSettings: swiftSettings),
        .testTarget(name: "HouseTests", dependencies: ["TestSupport"], swiftSettings: swiftSettings),
    ],
    swiftLanguageModes: [.v6],
    cLanguageStandard: .c2x
)
