/** Questions of panels and what becomes of each. */
export type Labels = Record<string, string>
/** Seconds, and a number as Prometheus writes it: `NaN`, `+Inf`. */
export type Sample = [number, string]
/** Boundaries (0: lower is open, 1: upper, 2: both, 3: none), lower, upper, count. */
export type Bucket = [number, string, string, string]
export type NativeHistogram = { count: string; sum: string; buckets?: Bucket[] }
export type Series = { metric: Labels; values?: Sample[]; histograms?: [number, NativeHistogram][] }
export type Point = { metric: Labels; value?: Sample; histogram?: [number, NativeHistogram] }
export type Data =
  | { resultType: 'matrix'; result: Series[] }
  | { resultType: 'vector'; result: Point[] }
  | { resultType: 'scalar'; result: Sample }
  | { resultType: 'string'; result: Sample }

export type Question = {
  /** Of the panel that asks. */
  panelKey: string
  refId: string
  expr: string
  /** A value at the end instead of one for each step. */
  instant: boolean
  fromMs: number
  toMs: number
  stepMs: number
}

/** A fault is in the question, and its text is the engine's; what is wrong with the server throws. */
export type Answer = { data?: Data; notes: string[]; fault?: string }

/** Calls `onAnswer` with the place of each question as its answer comes; resolves when all have. */
export type AskPanels = (
  workspace: string,
  questions: readonly Question[],
  onAnswer: (place: number, answer: Answer) => void,
  signal: AbortSignal,
) => Promise<void>
