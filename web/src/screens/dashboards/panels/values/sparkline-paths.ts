/** The line of a sparkline and the ground below it, as paths. */
import type { Cell } from '#common/dashboards'

type Bounds = { min?: number; max?: number }

/** Gaps are gaps. Lowest and highest are those of the values, unless somebody said. */
export function pathsOf(values: readonly Cell[], { width, height }: { width: number; height: number }, bounds: Bounds) {
  const numbers = values.map((value) => (typeof value === 'number' && Number.isFinite(value) ? value : null))
  const known = numbers.filter((value) => value !== null)
  if (known.length < 2) return { line: '', area: '' }
  const low = bounds.min ?? known.reduce((one, other) => Math.min(one, other))
  const high = bounds.max ?? known.reduce((one, other) => Math.max(one, other))
  const x = (at: number): string => ((at / (numbers.length - 1)) * width).toFixed(1)
  const y = (value: number): string =>
    (height - 1 - (high === low ? 0.5 : Math.min(1, Math.max(0, (value - low) / (high - low)))) * (height - 3)).toFixed(
      1,
    )
  let [line, area] = ['', '']
  let from: number | undefined
  for (const [at, value] of [...numbers, null].entries()) {
    if (value !== null) {
      line += `${from === undefined ? 'M' : 'L'}${x(at)},${y(value)}`
      area += `${from === undefined ? `M${x(at)},${height}L` : 'L'}${x(at)},${y(value)}`
      from ??= at
    } else if (from !== undefined) {
      area += `L${x(at - 1)},${height}Z`
      from = undefined
    }
  }
  return { line, area }
}
