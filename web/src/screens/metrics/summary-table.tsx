import { useState } from 'react'
import type { DrawnLine } from './chart.ts'
import { summarise } from './grid.ts'
import { valueWords, type Unit } from './value-words.ts'

const columns = ['Series', 'Last', 'Lowest', 'Highest', 'Mean']

/** The same for who cannot see the drawing, and for copying. */
export function SummaryTable({ lines, unit }: { lines: readonly DrawnLine[]; unit: Unit }) {
  const [open, setOpen] = useState(false)
  return (
    <details className="mt-3 text-xs" onToggle={({ currentTarget }) => setOpen(currentTarget.open)}>
      <summary className="w-max rounded text-muted hover:text-text">The graph as a table</summary>
      {open && (
        <div className="mt-2 max-h-72 overflow-auto" tabIndex={0} role="region" aria-label="The graph as a table">
          <table className="w-full text-left">
            <thead className="text-faint">
              <tr>
                {columns.map((name) => (
                  <th key={name} scope="col" className="py-1 pr-4 font-normal">
                    {name}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {lines.map(({ key, label, values }) => {
                const { last, min, max, mean } = summarise(values) ?? {}
                return (
                  <tr key={key} className="border-t border-line">
                    <th scope="row" className="py-1 pr-4 font-mono font-normal break-all">
                      {label}
                    </th>
                    {[last, min, max, mean].map((value, at) => (
                      <td key={at} className="pr-4 whitespace-nowrap">
                        {value === undefined ? 'none' : valueWords(value, unit)}
                      </td>
                    ))}
                  </tr>
                )
              })}
            </tbody>
          </table>
        </div>
      )}
    </details>
  )
}
