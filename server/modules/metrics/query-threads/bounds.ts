/** Of 16 bytes, and some are held twice: an installation with two cores lives on. */
export const maxSamples = 20_000_000
export const maxSeries = 200_000
/** Of samples that are kept for the next query, by all threads together. */
export const maxKeptBytes = 128 * 1024 * 1024
