/** Sums that keep what rounding takes (Neumaier's variant of Kahan's), and what is made of them. */

/** The sum of floats in order. */
export function sumOf(values: Iterable<number>): number {
  let sum = 0
  let lost = 0
  for (const value of values) {
    const next = sum + value
    if (!Number.isFinite(next)) lost = 0
    else lost += Math.abs(sum) >= Math.abs(value) ? sum - next + value : value - next + sum
    sum = next
  }
  return sum + lost
}

/** The mean; where the sum would overflow it goes on step by step. NaN of nothing. */
export function meanOf(values: ArrayLike<number> & Iterable<number>): number {
  const sum = sumOf(values)
  if (Number.isFinite(sum) || values.length === 0) return sum / values.length
  let mean = 0
  let count = 0
  for (const value of values) {
    count++
    // An infinity that is there already stays; its difference to itself would be NaN.
    if (Math.abs(mean) === Infinity && (Number.isFinite(value) || value === mean)) continue
    mean += Number.isFinite(mean) && Number.isFinite(value) ? value / count - mean / count : value
  }
  return mean
}

/** Population variance, after Welford. NaN where a value is NaN or infinite. */
export function varianceOf(values: ArrayLike<number> & Iterable<number>): number {
  let mean = 0
  let squares = 0
  let lostMean = 0
  let lostSquares = 0
  let count = 0
  for (const value of values) {
    count++
    const delta = value - (mean + lostMean)
    const step = delta / count
    const nextMean = mean + step
    lostMean += Math.abs(mean) >= Math.abs(step) ? mean - nextMean + step : step - nextMean + mean
    mean = nextMean
    const square = delta * (value - (mean + lostMean))
    const nextSquares = squares + square
    lostSquares +=
      Math.abs(squares) >= Math.abs(square) ? squares - nextSquares + square : square - nextSquares + squares
    squares = nextSquares
  }
  return (squares + lostSquares) / count
}

/** The φ-quantile between the nearest ranks. NaN counts as the least. */
export function quantileOf(phi: number, values: ArrayLike<number> & Iterable<number>): number {
  if (values.length === 0 || Number.isNaN(phi)) return Number.NaN
  if (phi < 0) return -Infinity
  if (phi > 1) return Infinity
  // A typed array sorts NaN to the end; here it comes first.
  const all = Array.from(values)
  const sorted = [
    ...all.filter((value) => Number.isNaN(value)),
    ...Float64Array.from(all.filter((value) => !Number.isNaN(value))).sort(),
  ]
  const rank = phi * (sorted.length - 1)
  const lower = Math.max(0, Math.floor(rank))
  const upper = Math.min(sorted.length - 1, lower + 1)
  const weight = rank - Math.floor(rank)
  return (sorted[lower] ?? Number.NaN) * (1 - weight) + (sorted[upper] ?? Number.NaN) * weight
}
