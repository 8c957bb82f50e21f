/** Tables of columns: what a query answers and what transformations change. */

export type Cell = number | string | boolean | null
/** Time in milliseconds since 1970. */
export type FrameField = {
  name: string
  type: 'time' | 'number' | 'string' | 'boolean'
  labels?: Record<string, string>
  values: Cell[]
}
export type Frame = { name: string; refId: string; fields: FrameField[] }

/** What a field is known by when its settings are looked up. `name` is what is shown of it: its legend. */
export type SeriesKey = { name: string; refId: string; labels: Record<string, string>; type?: FrameField['type'] }
