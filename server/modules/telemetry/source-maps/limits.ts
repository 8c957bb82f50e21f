/** Every bound of source maps: what is uploaded, kept and read for one event. Sizes in bytes. */

const mebibyte = 1024 * 1024

/** As `sentry-cli` is told; up to 2.39.1 it wants a power of two. */
export const chunkBytes = 2 * mebibyte
/** Of one request: one chunk, and what multipart writes around it. */
export const maxChunkRequestBytes = chunkBytes + 64 * 1024

export const maxBundleBytes = 256 * mebibyte
export const maxChunks = maxBundleBytes / chunkBytes
export const maxBundleProjects = 10
/** Chunks of one workspace that belong to no bundle yet. */
export const maxWaitingChunkBytes = 2 * maxBundleBytes
/** Half an upload can be resumed so long. */
export const chunkHours = 24

/** Larger ones are read from the disk, entry by entry. */
export const maxBundleInMemory = 32 * mebibyte

export const maxEntries = 20_000
/** Of all entries together, when decompressed. */
export const maxUnpackedBytes = 1024 * mebibyte
/** Of one entry. Generated JSON compresses to a tenth; zeros to a thousandth. */
export const maxRatio = 200
/** Below it, no ratio is an attack. */
export const smallEntryBytes = mebibyte
export const maxManifestBytes = 16 * mebibyte
export const maxWarnings = 50

export const maxMapBytes = 48 * mebibyte
export const maxScriptBytes = 16 * mebibyte
/** A decoded segment takes 20 bytes. */
export const maxSegments = 2_000_000
/** Of a map with its script, decoded: whatever is larger would not fit beside others in the cache. */
export const maxDecodedBytes = 96 * mebibyte
export const cacheBytes = 128 * mebibyte
/** Smaller maps are decoded at once; larger ones in a thread of their own (measured in docs/source-maps.md). */
export const inlineBytes = 256 * 1024
/** Maps that wait for the thread; beyond them an event goes on unmapped. */
export const maxWaitingMaps = 16
export const threadMegabytes = 768

export const maxProjectFiles = 5_000
/** Compressed, as they are kept. */
export const maxProjectBytes = 1024 * mebibyte
export const unusedDays = 90

/** What one event may wait for its maps; over it, it goes on unmapped. */
export const resolveMs = 5_000
export const maxMapsPerEvent = 20
/** Lines above and below. */
export const contextLines = 5
export const maxLineLength = 512
/** Of all lines around frames of one event, in characters. */
export const maxContextLength = 256 * 1024

export const maxMissesPerProject = 200
