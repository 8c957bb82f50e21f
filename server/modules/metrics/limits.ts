/**
 * What is taken of metrics. Beyond a bound of one item the item is refused and its sender told; beyond those of a
 * workspace a part of a request is, and the answer is 429. Every bound is documented in docs/metrics.md.
 */

/** As sent and after decompression: 2,000 samples of remote write are about 350 KB. */
export const maxBodyBytes = 32 * 1024 * 1024
/** OTLP's own recommendation ("OTLP/HTTP Request"). */
export const maxOtlpBytes = 64 * 1024 * 1024
/** Of one request; Prometheus sends 2,000 by default, an agent that was cut off a few ten thousand. */
export const maxSamplesPerRequest = 500_000
export const maxSeriesPerRequest = 200_000
/** Larger than samples, and rarer. */
export const maxHistogramsPerRequest = 20_000
export const maxExemplarsPerRequest = 20_000
export const maxSymbols = 1_000_000
/** Also Prometheus' own order of magnitude: what has more is a mistake in somebody's instrumentation. */
export const maxLabels = 64
export const maxNameBytes = 512
export const maxValueBytes = 4096
/** All names and values of a series together, in characters. */
export const maxSeriesLength = 16 * 1024
/** Of native histograms: those of schema 8 over ten powers of two have 2,560. */
export const maxHistogramBuckets = 4096
export const maxExemplarLabels = 16
/** OpenMetrics says 128 characters for all labels of an exemplar; senders go beyond it. */
export const maxExemplarBytes = 1024
export const maxHelpBytes = 1024
/** Descriptions of one request. */
export const maxMetadataPerRequest = 10_000

/** How far back a sample's time may lie, and how far ahead: the clock of a sender may be wrong, but not by much. */
export const maxPastMs = 30 * 86_400_000
export const maxFutureMs = 10 * 60_000

/** Series of a workspace that are seen for the first time in a day (UTC), counted as they arrive. */
export const maxSeriesPerDay = 1_000_000
/** Of a workspace, averaged over ten seconds. */
export const maxSamplesPerSecond = 1_000_000

export const samplesRuleOf = (samplesPerSecond: number) => ({
  ...{ name: 'metric-samples', points: samplesPerSecond * 10, durationSeconds: 10 },
})
/** Of one key. */
export const requestRule = { name: 'metric-requests', points: 60_000, durationSeconds: 60 }
