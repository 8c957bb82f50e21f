import { useVirtualizer } from '@tanstack/react-virtual'
import { useMemo, useRef, useState } from 'react'
import { cn } from '../../../../components/class-names.ts'
import { counted } from '../../../../format.ts'
import { Cell, sideOf } from './cell.tsx'
import { orderOf, type Column, type Sort, type Table } from './model.ts'

type Props = {
  table: Table
  name: string
  rowHeight?: number
  showHeader?: boolean
  first?: Sort | undefined
  footer?: ((column: Column, at: number) => string) | undefined
}

const beyond = 12

/** Rows that are sorted by a press on their head. Only those in view are there: a hundred thousand scroll as ten do. */
export function Grid({ table, name, rowHeight = 30, showHeader = true, first, footer }: Props) {
  const frame = useRef<HTMLDivElement>(null)
  const [sort, setSort] = useState(first)
  const order = useMemo(() => orderOf(table, sort), [table, sort])
  const rows = useVirtualizer({
    count: order.length,
    getScrollElement: () => frame.current,
    estimateSize: () => rowHeight,
    overscan: beyond,
  })
  const { columns, rowCount } = table
  const template = columns
    .map((column) => (fixed(column) === undefined ? `minmax(${leastOf(column)}px, 1fr)` : `${fixed(column)}px`))
    .join(' ')
  const least = columns.reduce((sum, column) => sum + (fixed(column) ?? leastOf(column)), 0)
  return (
    <div ref={frame} tabIndex={0} role="group" aria-label={name} className="h-full min-h-0 overflow-auto text-xs">
      <div
        role="table"
        aria-rowcount={rowCount + 1}
        aria-colcount={columns.length}
        aria-label={name}
        className="w-full"
        style={{ minWidth: least }}
      >
        {showHeader && (
          <div role="rowgroup" className="sticky top-0 z-1">
            <div
              role="row"
              aria-rowindex={1}
              className="grid bg-sunken text-muted"
              style={{ gridTemplateColumns: template }}
            >
              {columns.map((column) => (
                <Head key={column.key} column={column} sort={sort} onSort={setSort} />
              ))}
            </div>
          </div>
        )}
        <div role="rowgroup" className="relative" style={{ height: rows.getTotalSize() }}>
          {rows.getVirtualItems().map(({ index, start }) => (
            <div
              key={index}
              role="row"
              aria-rowindex={index + 2}
              className="absolute inset-x-0 top-0 grid items-stretch border-b border-line hover:bg-hover"
              style={{ gridTemplateColumns: template, height: rowHeight, transform: `translateY(${start}px)` }}
            >
              {columns.map((column) => (
                <Cell key={column.key} column={column} value={column.values[order[index] ?? 0] ?? null} />
              ))}
            </div>
          ))}
        </div>
        {footer && (
          <div role="rowgroup" className="sticky bottom-0 z-1">
            <div role="row" className="grid bg-sunken font-medium" style={{ gridTemplateColumns: template }}>
              {columns.map((column, at) => (
                <span key={column.key} role="cell" className={cn('truncate px-2 py-1.5', sideOf(column))}>
                  {footer(column, at)}
                </span>
              ))}
            </div>
          </div>
        )}
      </div>
      <p className="sr-only">{counted(rowCount, 'row')}</p>
    </div>
  )
}

const fixed = ({ config: { custom } }: Column): number | undefined =>
  custom.width !== undefined && custom.width > 0 ? custom.width : undefined

/** In pixels; a column that is wider than that shares what is left. */
const leastOf = ({ config: { custom }, name, isTime }: Column): number =>
  Math.max(custom.minWidth ?? 0, isTime ? 164 : Math.min(200, 28 + name.length * 7), 72)

type HeadProps = { column: Column; sort: Sort | undefined; onSort: (sort: Sort | undefined) => void }

function Head({ column, sort, onSort }: HeadProps) {
  const mine = sort?.column === column.key ? sort : undefined
  const next = (): Sort | undefined => {
    if (!mine) return { column: column.key, descending: column.isNumber }
    return mine.descending === column.isNumber ? { column: column.key, descending: !mine.descending } : undefined
  }
  return (
    <div
      role="columnheader"
      aria-sort={mine ? (mine.descending ? 'descending' : 'ascending') : 'none'}
      className={cn('min-w-0', sideOf(column))}
    >
      <button
        type="button"
        title={column.name}
        onClick={() => onSort(next())}
        className="h-7.5 max-w-full truncate px-2 font-medium hover:text-text"
      >
        {column.name}
        {mine && (mine.descending ? ' ↓' : ' ↑')}
      </button>
    </div>
  )
}
