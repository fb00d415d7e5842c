import Testing

@testable import Jobs

@Suite struct ThreadSharesTests {
    struct Case: Sendable {
        let cores: Int
        let gigaMACs: Double
        var isShort = false
        let size: (width: Int, height: Int)?
        let network: Int
        let decoder: Int
    }

    static let cases = [
        // A large film and a small network: most of the work is encoding.
        Case(cores: 2, gigaMACs: 2.59, size: (1920, 1080), network: 1, decoder: 1),
        Case(cores: 2, gigaMACs: 2.59, size: (854, 480), network: 2, decoder: 1),
        Case(cores: 2, gigaMACs: 2.59, isShort: true, size: (854, 480), network: 2, decoder: 1),
        Case(cores: 16, gigaMACs: 2.59, size: (1920, 1080), network: 4, decoder: 8),
        // A large network has them all.
        Case(cores: 2, gigaMACs: 41.8, size: (1920, 1080), network: 2, decoder: 1),
        Case(cores: 16, gigaMACs: 41.8, size: (1920, 1080), network: 14, decoder: 8),
        Case(cores: 16, gigaMACs: 75.2, size: (320, 240), network: 16, decoder: 8),
        Case(cores: 64, gigaMACs: 41.8, size: nil, network: 64, decoder: 16),
        Case(cores: 1, gigaMACs: 2.59, size: (16, 16), network: 1, decoder: 1),
        Case(cores: 0, gigaMACs: 0, size: (0, 0), network: 1, decoder: 1),
    ]

    @Test(arguments: cases) func threadsFollowTheWork(_ one: Case) {
        let shares = ThreadShares(cores: one.cores)
        #expect(shares.network(gigaMACs: one.gigaMACs, isShort: one.isShort, pictureSize: one.size) == one.network)
        #expect(shares.decoder == one.decoder)
    }

    @Test(arguments: [(1, 1), (2, 1), (8, 1), (15, 1), (16, 2), (64, 8)])
    func piecesAtATimeFollowTheCores(cores: Int, jobs: Int) { #expect(ThreadShares(cores: cores).jobs == jobs) }

    @Test func aWishIsTakenForCores() {
        #expect(ThreadShares(threads: 6).decoder == 3)
        #expect(ThreadShares(threads: 0).decoder >= 1)
    }

    @Test(arguments: [
        (threads: 0, most: 8, pictures: 1), (1, 8, 1), (2, 8, 2), (8, 8, 8), (12, 12, 12), (12, 8, 6), (9, 8, 3),
        (11, 8, 5),
        (13, 8, 6), (64, 8, 8), (6, 1, 1), (6, 0, 1),
    ])
    func fewThreadsAreLeftOver(_ one: (threads: Int, most: Int, pictures: Int)) {
        #expect(ThreadShares.picturesAtOnce(threads: one.threads, most: one.most) == one.pictures)
    }
}
