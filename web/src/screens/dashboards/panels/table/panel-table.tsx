import { calculations, formatValue, reduce, type Frame, type PanelOf } from '#common/dashboards'
import { useMemo, useState } from 'react'
import type { PanelData } from '../panel-data.ts'
import { Grid } from './grid.tsx'
import { tableOf, type Column, type Table } from './model.ts'

type TablePanel = PanelOf<'table'>
type Props = { panel: TablePanel; data: PanelData }

const heights = { sm: 28, md: 34, lg: 44 }

/** One answer at a time; further ones are chosen by name. */
export function PanelTable({ panel, data }: Props) {
  const [chosen, setChosen] = useState(0)
  const frames = useMemo(() => data.frames.map(named), [data])
  const at = Math.min(chosen, frames.length - 1)
  const frame = frames[at]
  const table = useMemo(() => (frame ? tableOf(panel, frame) : undefined), [panel, frame])
  if (!frame || !table) return null
  const { cellHeight, showHeader, sortBy, footer } = panel.options
  const column = table.columns.find(({ name }) => name === sortBy[0]?.displayName)
  return (
    <div className="flex h-full min-h-0 flex-col">
      <div className="min-h-0 flex-1">
        <Grid
          key={at}
          table={table}
          name={panel.title || 'Table'}
          rowHeight={heights[cellHeight]}
          showHeader={showHeader}
          first={column && { column: column.key, descending: sortBy[0]?.desc === true }}
          footer={footer.show ? (each, place) => footerOf(panel, table, each, place) : undefined}
        />
      </div>
      {frames.length > 1 && (
        <select
          aria-label="Series"
          value={at}
          onChange={({ target }) => setChosen(Number(target.value))}
          className="mt-1 h-7 max-w-full self-start rounded-md border border-line-strong bg-surface px-2 text-xs"
        >
          {frames.map(({ name }, place) => (
            <option key={place} value={place}>
              {name}
            </option>
          ))}
        </select>
      )}
    </div>
  )
}

/** A series is called by its legend, which is the name of its column as well. */
const named = (frame: Frame): Frame => ({ ...frame, name: frame.name || frame.refId })

function footerOf({ options: { footer } }: TablePanel, table: Table, column: Column, place: number): string {
  if (footer.countRows) return place === 0 ? `${table.rowCount} rows` : ''
  const wanted = footer.fields.length === 0 || footer.fields.includes(column.name)
  const calc = footer.calcs[0] ?? 'sum'
  if (!column.isNumber || !wanted) return place === 0 ? (calculations.find(({ id }) => id === calc)?.name ?? calc) : ''
  const { prefix, text, suffix } = formatValue(reduce(column.values, calc), column.config)
  return `${prefix}${text}${suffix}`
}
