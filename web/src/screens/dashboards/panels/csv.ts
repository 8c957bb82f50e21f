/** What a panel shows as a file for spreadsheets. */
import type { Panel } from '#common/dashboards'
import { csvOf } from '../../metrics/csv.ts'
import { heatmapTable } from './heatmap/table.ts'
import type { PanelData } from './panel-data.ts'
import { tableOf, tablesOf, type Table } from './table/model.ts'

/** Series over the same times are one table, with a column for each; other answers come one after the other. */
export function csvOfPanel(panel: Panel, data: PanelData): string {
  return tablesFor(panel, data)
    .map(({ columns, rowCount }) => {
      const rows = Array.from({ length: rowCount }, (_, row) =>
        columns.map(({ values, isTime }) => {
          const value = values[row] ?? null
          if (isTime && typeof value === 'number') return new Date(value).toISOString()
          return typeof value === 'boolean' ? String(value) : value
        }),
      )
      return csvOf([columns.map(({ name }) => name), ...rows])
    })
    .join('\r\n')
}

function tablesFor(panel: Panel, data: PanelData): Table[] {
  if (panel.kind === 'table') return data.frames.map((frame) => tableOf(panel, frame))
  return panel.kind === 'heatmap' ? [heatmapTable(panel, data)] : tablesOf(panel, data.frames)
}
