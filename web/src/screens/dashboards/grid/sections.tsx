import ChevronDown from 'lucide-react/icons/chevron-down'
import ChevronRight from 'lucide-react/icons/chevron-right'
import { useState, type ReactNode } from 'react'
import { sectionsOf, type Dashboard, type Panel, type Row } from '#common/dashboards'
import { counted } from '../../../format.ts'
import { Cells } from './cells.tsx'

type Props = {
  dashboard: Dashboard
  titleOf: (panel: Panel) => string
  children: (panel: Panel) => ReactNode
}

/** Rows that can be opened and closed, with the panels that belong to them. */
export function Sections({ dashboard, titleOf, children }: Props) {
  const [turned, setTurned] = useState<ReadonlyMap<string, boolean>>(new Map())
  return (
    <div className="flex flex-col gap-2">
      {sectionsOf(dashboard).map(({ row, panels, collapsed }) => {
        const open = row === undefined || (turned.get(row.key) ?? !collapsed)
        const title = row ? titleOf(row) : 'Panels'
        return (
          <section key={row?.key ?? ''} aria-label={title}>
            {row && (
              <RowHeading
                {...{ row, title, open, count: panels.length }}
                onTurn={() => setTurned(new Map(turned).set(row.key, !open))}
              />
            )}
            {open && panels.length > 0 && (
              <Cells panels={panels} label={title}>
                {children}
              </Cells>
            )}
          </section>
        )
      })}
    </div>
  )
}

type HeadingProps = { row: Row; title: string; open: boolean; count: number; onTurn: () => void; actions?: ReactNode }

export function RowHeading({ title, open, count, onTurn, actions }: HeadingProps) {
  const Icon = open ? ChevronDown : ChevronRight
  return (
    <div className="flex items-center gap-1 py-1">
      <h2 className="min-w-0 flex-1">
        <button
          type="button"
          aria-expanded={open}
          onClick={onTurn}
          className="flex min-h-8 w-full items-center gap-1.5 rounded-md px-1.5 text-left text-sm font-semibold hover:bg-hover pointer-coarse:min-h-11"
        >
          <Icon className="size-4 shrink-0 text-muted" aria-hidden />
          <span className="min-w-0 truncate">{title}</span>
          {!open && <span className="font-normal text-faint">{counted(count, 'panel')}</span>}
        </button>
      </h2>
      {actions}
    </div>
  )
}
