/** A series that is new, of labels as nearly all senders write them. */
import type { ByteRange } from './byte-keys.ts'
import { readPlainLabels, type PlainOptions } from './plain-labels.ts'
import type { Series, SeriesCache } from './series-cache.ts'

/** Kept by its name. Undefined: its labels have to be read one by one. */
export function readPlainSeries(
  cache: SeriesCache,
  projectId: string,
  name: ByteRange,
  options: PlainOptions,
): Series | undefined {
  const plain = readPlainLabels(name, options)
  if (!plain) return undefined
  const { metricHash, idLow, idHigh } = cache.keys.keyOf(projectId, name, plain)
  const series: Series = { metricHash, idLow, idHigh, labels: name, labelCount: plain.count, day: -1, days: undefined }
  cache.keep(projectId, name, series)
  // The request's own bytes are gone before the series is written.
  if (series.labels === name) series.labels = copyOf(name)
  return series
}

const copyOf = ({ bytes, start, end }: ByteRange): ByteRange => ({
  ...{ bytes: Buffer.from(bytes.subarray(start, end)), start: 0, end: end - start },
})
