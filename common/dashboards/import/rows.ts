/** Dashboards from before the grid: rows of a height, with panels of a width in twelfths. */
import { maxPanels } from '../limits.ts'
import type { JsonObject } from '../model.ts'
import { boundedNumber, numberOf, objectsOf, textOf } from '../read/values.ts'

const columns = 24
const pixelsPerUnit = 38

export function flattenRows(json: JsonObject): JsonObject {
  const { rows: _rows, ...rest } = json
  const rows = objectsOf(json['rows'], maxPanels)
  const ids = rows.flatMap((row) => objectsOf(row['panels'], maxPanels).map((panel) => numberOf(panel['id']) ?? 0))
  let nextId = Math.max(0, ...ids) + 1
  // Rows without a title were only for the layout.
  const shown = rows.some(
    (row) => row['collapse'] === true || row['showTitle'] === true || typeof row['repeat'] === 'string',
  )
  const panels: JsonObject[] = []
  let y = 0
  for (const row of rows) {
    const head = shown ? rowPanel(row, nextId++, y) : undefined
    if (head) y += 1
    const { placed, height } = placePanels(row, y)
    if (head) panels.push(row['collapse'] === true ? { ...head, panels: placed } : head)
    if (head && row['collapse'] === true) continue
    panels.push(...placed)
    y += height
  }
  return { ...rest, panels }
}

function rowPanel(row: JsonObject, id: number, y: number): JsonObject {
  return {
    id,
    type: 'row',
    title: textOf(row['title'], 500),
    collapsed: row['collapse'] === true,
    ...(typeof row['repeat'] === 'string' && { repeat: row['repeat'] }),
    gridPos: { x: 0, y, w: columns, h: 1 },
    panels: [],
  }
}

/** From left to right, and below where there is no room. */
function placePanels(row: JsonObject, top: number): { placed: JsonObject[]; height: number } {
  const rowHeight = heightOf(row['height']) ?? 7
  let x = 0
  let y = top
  let lineHeight = 0
  const placed = objectsOf(row['panels'], maxPanels).map((panel) => {
    const w = Math.round(boundedNumber(panel['span'], 1, 12, 4) * 2)
    const h = heightOf(panel['height']) ?? rowHeight
    if (x + w > columns) {
      x = 0
      y += lineHeight
      lineHeight = 0
    }
    const gridPos = { x, y, w, h }
    x += w
    lineHeight = Math.max(lineHeight, h)
    return { ...panel, gridPos }
  })
  return { placed, height: y + lineHeight - top }
}

/** `250px`, `250` or a number of pixels. */
function heightOf(value: unknown): number | undefined {
  const pixels = typeof value === 'string' ? numberOf(value.replace(/px$/, '')) : numberOf(value)
  return pixels === undefined ? undefined : Math.max(3, Math.ceil(pixels / pixelsPerUnit))
}
