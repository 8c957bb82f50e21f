/** Marks from what a query of a dashboard answers. */
import type { Annotations } from '#common/dashboards'
import type { Answer, Mark } from '../panels/index.ts'

/** More lines than that are no marks any more. */
const mostMarks = 200

/** What held before `fromMs` already has not begun since. */
type Of = { annotation: Annotations[number]; place: number; stepMs: number; fromMs: number }

/** Each beginning of a stretch of samples other than 0 is a mark; `{{label}}` in its texts is what the series has. */
export function marksOf(
  { data, fault }: Answer,
  { annotation, place, stepMs, fromMs }: Of,
): { marks: Mark[]; total: number; fault?: string } {
  if (fault !== undefined) return { marks: [], total: 0, fault }
  if (data?.resultType !== 'matrix') return { marks: [], total: 0 }
  const marks = data.result.flatMap(({ metric, values = [] }, series) => {
    const fill = (text: string): string =>
      text.replaceAll(/\{\{\s*([\w.]+)\s*\}\}/g, (_, label: string) => metric[label] ?? '')
    const times = values.filter(([, value]) => Number(value) !== 0).map(([seconds]) => seconds * 1000)
    const begins = times.filter((time, at) => at === 0 || time - (times[at - 1] ?? 0) > stepMs * 1.5)
    const since = begins.filter((atMs) => atMs >= fromMs)
    return since.map((atMs) => ({
      ...{ id: `${place} ${series} ${atMs}`, kind: 'query' as const, atMs, endMs: null, href: null },
      ...{ title: fill(annotation.titleFormat) || annotation.name, text: fill(annotation.textFormat) },
      color: annotation.color,
    }))
  })
  return { marks: marks.slice(0, mostMarks), total: marks.length }
}
