/** What a reading yields, before it is given the names of the host. */
export type MetricType = 'counter' | 'gauge' | 'histogram' | 'summary' | 'unknown'

export type Sample = {
  name: string
  type: MetricType
  /** Names and values in turns: `['cpu', '0', 'mode', 'user']`. No name twice, no empty value. */
  labels: readonly string[]
  value: number
}

/** Collects the samples of one source; labels whose value is empty are left out, as the protocol asks. */
export type Output = {
  counter(name: string, value: number, ...labels: readonly string[]): void
  gauge(name: string, value: number, ...labels: readonly string[]): void
  unknown(name: string, value: number, ...labels: readonly string[]): void
}

export function createOutput(samples: Sample[]): Output {
  const add =
    (type: MetricType) =>
    (name: string, value: number, ...labels: readonly string[]): void => {
      // A field that was not a number is a bug of the reading or a file of another kernel: never a sample.
      if (Number.isNaN(value)) throw new Error(`${name} is not a number`)
      samples.push({ name, type, labels: labels.includes('') ? withoutEmpty(labels) : labels, value })
    }
  return { counter: add('counter'), gauge: add('gauge'), unknown: add('unknown') }
}

function withoutEmpty(labels: readonly string[]): string[] {
  const kept: string[] = []
  for (let index = 0; index + 1 < labels.length; index += 2) {
    const [name, value] = [labels[index], labels[index + 1]]
    if (name !== undefined && value !== undefined && value !== '') kept.push(name, value)
  }
  return kept
}
