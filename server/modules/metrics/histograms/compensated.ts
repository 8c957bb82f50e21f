/** A sum with what rounding took from it (Neumaier's variant of Kahan's summation); their sum is the better value. */
export type Compensated = { sum: number; lost: number }

export function addCompensated(to: Compensated, value: number): Compensated {
  const sum = to.sum + value
  if (!Number.isFinite(sum)) return { sum, lost: 0 }
  const lost = Math.abs(to.sum) >= Math.abs(value) ? to.sum - sum + value : value - sum + to.sum
  return { sum, lost: to.lost + lost }
}
