/** What a panel shows as a file for spreadsheets. */
import type { Panel } from '#common/dashboards'
import { csvOf } from '../../metrics/csv.ts'
import type { PanelData } from './panel-data.ts'
import { tableOf, tablesOf } from './table/model.ts'

/** Series over the same times are one table, with a column for each; other answers come one after the other. */
export function csvOfPanel(panel: Panel, data: PanelData): string {
  const tables =
    panel.kind === 'table' ? data.frames.map((frame) => tableOf(panel, frame)) : tablesOf(panel, data.frames)
  return tables
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
