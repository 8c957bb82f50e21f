import { finding, type Rule } from '../finding.ts'
import { largestStep, trend } from '../statistics.ts'

const risesSurely = 1.96
/** More than half at once is a break and no growth. */
const maxStep = 0.5
const minEvents = 12

/** It grows slowly and steadily: something fills up, leaks or wears out, and no single moment is to blame. */
export const slowGrowth: Rule = (facts, book) => {
  const { counts, stepMs } = facts.rate
  const total = counts.reduce((sum, count) => sum + count, 0)
  const certainty = trend(counts)
  if (total < minEvents || certainty < risesSurely || largestStep(counts) > maxStep) return []
  const hours = Math.round((counts.length * stepMs) / 360_000) / 10
  const third = Math.max(1, Math.floor(counts.length / 3))
  const sum = (part: number[]) => part.reduce((all, count) => all + count, 0)
  const first = sum(counts.slice(0, third))
  const last = sum(counts.slice(-third))
  return finding(
    'growth',
    Math.min(0.9, 0.55 + 0.06 * certainty),
    'It grows steadily without a moment at which it broke: look for what fills up, leaks or wears out.',
    [
      book.add(
        'rate',
        `${first} events in the first third and ${last} in the last third of ${hours} hours; the rise is no chance ` +
          `(Mann-Kendall z ${certainty.toFixed(1)}), and no single step makes half of it.`,
      ),
    ],
    { fix: { kind: 'operate', description: 'Look at memory, disk, queues and connections over the same hours.' } },
  )
}
