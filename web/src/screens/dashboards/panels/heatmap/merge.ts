/** Fewer rows, where there are more than anybody could tell apart. */
import type { Row } from './model.ts'

/** More rows than pixels show nothing; native histograms of fine resolution have them. */
export const mostRows = 160

/** Neighbours become one until they can be told apart. */
export function merged(rows: readonly Row[]): Row[] {
  const group = Math.ceil(rows.length / mostRows)
  if (group <= 1) return [...rows]
  return Array.from({ length: Math.ceil(rows.length / group) }, (_, at) => {
    const part = rows.slice(at * group, (at + 1) * group)
    const [first, last] = [part[0], part.at(-1)]
    const counts = (first?.counts ?? []).map((_count, time) =>
      part.reduce<number | null>((sum, { counts: own }) => (own[time] == null ? sum : (sum ?? 0) + own[time]), null),
    )
    return { label: last?.label ?? '', bottom: first?.bottom ?? 0, top: last?.top ?? 0, counts }
  })
}
