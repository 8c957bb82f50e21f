/** What one query may cost. */
import { PromqlError, limitError } from '../errors.ts'

export type Limits = {
  /** Samples held at one time: what was read and is in use, and the points of results. */
  readonly maxSamples: number
  /** Series that the selectors of a query find together. */
  readonly maxSeries: number
  /** Steps of a range query. */
  readonly maxPoints: number
  readonly timeoutMs: number
}

/** Prometheus' defaults; it has none for series. */
export const defaultLimits: Limits = {
  maxSamples: 50_000_000,
  maxSeries: 500_000,
  maxPoints: 11_000,
  timeoutMs: 120_000,
}

/** Counts what a query holds and looks at the clock now and then. */
export class Budget {
  readonly limits: Limits
  readonly signal: AbortSignal
  readonly #now: () => number
  readonly #deadline: number
  #held = 0
  #series = 0
  #peak = 0
  #read = 0

  constructor(limits: Limits, signal: AbortSignal, now: () => number) {
    this.limits = limits
    this.signal = signal
    this.#now = now
    this.#deadline = now() + limits.timeoutMs
  }

  get peakSamples(): number {
    return this.#peak
  }

  /** All that was read, whether it is held or not. */
  get readSamples(): number {
    return this.#read
  }

  countRead(samples: number): void {
    this.#read += samples
  }

  hold(samples: number): void {
    this.#held += samples
    this.#peak = Math.max(this.#peak, this.#held)
    if (this.#held > this.limits.maxSamples) {
      throw limitError('query processing would load too many samples into memory in query execution')
    }
  }

  get heldSamples(): number {
    return this.#held
  }

  /** Once a node has its value, only that is held besides what was before; `hold` has told of the way there. */
  settle(samples: number): void {
    this.#held = samples
  }

  release(samples: number): void {
    this.#held -= samples
  }

  countSeries(series: number): void {
    this.#series += series
    if (this.#series > this.limits.maxSeries) {
      throw limitError(`query selects more than ${this.limits.maxSeries} series`)
    }
  }

  /** Call it once a series or so. */
  check(): void {
    if (this.signal.aborted) throw new PromqlError('canceled', 'query was canceled in expression evaluation')
    if (this.#now() > this.#deadline) throw new PromqlError('timeout', 'query timed out in expression evaluation')
  }
}
