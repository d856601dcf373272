/// What `product` leaves of each row.
///
/// One word that is its own mask, because it is asked once per row.
struct Emission: Equatable {
  private let mask: Int32

  /// bias + dot: a scores section.
  @inline(__always) static var scores: Emission { Emission(mask: 1) }
  /// requantize(bias + dot): a map.
  @inline(__always) static var values: Emission { Emission(mask: 0) }
  /// That, added to what is there already: the shared map.
  @inline(__always) static var sums: Emission { Emission(mask: -1) }

  /// What of the word that is there already is added to a value of a map: nothing or all.
  @inline(__always)
  func kept(_ word: Int32) -> Int32 { word & mask }
}
