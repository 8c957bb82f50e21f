/** What of a dashboard stands in its address, read from one that anybody may have written. */
import { refreshes } from './refreshes.ts'

export type Chosen = Record<string, string[]>

export type Search = {
  from?: string
  to?: string
  refresh?: string
  /** The panel that is alone on the screen. */
  panel?: number
  /** The panel that is being edited; the dashboard is in edit mode with it. */
  change?: number
  edit?: true
  /** Part of the edit mode: variables, marks, settings, JSON, versions. */
  part?: Part
  /** Times in UTC instead of those of the browser. */
  utc?: true
} & { [variable: `var-${string}`]: string[] }

export const parts = ['variables', 'marks', 'settings', 'json', 'versions'] as const
export type Part = (typeof parts)[number]

const maxVariables = 100
const maxValues = 500
const maxLength = 1000

/** For `validateSearch`. Every key of the screen is there, so that none comes through unread. */
export function readSearch(search: Record<string, unknown>): Search {
  const time = (value: unknown): string | undefined =>
    (typeof value === 'string' || typeof value === 'number') && String(value).length <= 40 ? String(value) : undefined
  const read = {
    from: time(search['from']),
    to: time(search['to']),
    refresh: refreshes.find(({ value }) => value === search['refresh'])?.value,
    panel: panelId(search['panel'] ?? search['viewPanel']),
    change: panelId(search['change']),
    edit: search['edit'] === true || undefined,
    part: parts.find((part) => part === search['part']),
    utc: search['utc'] === true || undefined,
    viewPanel: undefined,
  }
  return { ...read, ...readVariables(search) } as Search // undefined is how each of them is absent
}

/** Grafana writes `panel-4` of late. */
function panelId(value: unknown): number | undefined {
  const id = typeof value === 'string' ? Number(/^(?:panel-)?(\d{1,9})$/.exec(value)?.[1] ?? NaN) : value
  return typeof id === 'number' && Number.isSafeInteger(id) && id >= 0 ? id : undefined
}

function readVariables(search: Record<string, unknown>): Record<`var-${string}`, string[]> {
  const named = Object.entries(search).filter(([name]) => name.startsWith('var-') && name.length <= 100)
  const read = named.slice(0, maxVariables).map(([name, value]) => {
    const values: unknown[] = Array.isArray(value) ? value : [value]
    const texts = values.filter((each) => ['string', 'number', 'boolean'].includes(typeof each)).map(String)
    return [name, texts.filter((text) => text.length <= maxLength).slice(0, maxValues)] as const
  })
  return Object.fromEntries(read)
}

/** What is chosen of each variable that the address names. */
export function chosenOf(search: Search): Chosen {
  const named = Object.entries(search).filter(([name]) => name.startsWith('var-'))
  return Object.fromEntries(named.flatMap(([name, values]) => (Array.isArray(values) ? [[name.slice(4), values]] : [])))
}
