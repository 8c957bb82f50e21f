import type { ReactNode } from 'react'
import { safeUrl } from '../format.ts'

/** Names and values, one below the other. */
export function Facts({ children }: { children: ReactNode }) {
  return <dl className="flex flex-col gap-2">{children}</dl>
}

export function Fact({ name, children }: { name: string; children: ReactNode }) {
  return (
    <div className="flex min-w-0 gap-3">
      <dt className="w-24 shrink-0 text-faint">{name}</dt>
      <dd className="min-w-0 flex-1 break-words">{children}</dd>
    </div>
  )
}

const longestText = 4000

/** Rows of names and values that came from outside: text and nothing else. */
export function ValueTable({ rows, label }: { rows: readonly (readonly [string, unknown])[]; label: string }) {
  return (
    <table aria-label={label} className="w-full table-fixed border-collapse text-xs">
      <tbody>
        {rows.map(([name, value], row) => (
          <tr key={`${name}.${row}`} className="border-t border-line first:border-t-0">
            <th
              scope="row"
              className="w-2/5 py-1.5 pr-3 text-left align-top font-normal break-words text-faint md:w-44"
            >
              {name}
            </th>
            <td className="py-1.5 align-top">
              <Value value={value} />
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}

/** Addresses can be followed when they are http or https, in a tab that knows nothing of this one. */
export function Value({ value }: { value: unknown }) {
  if (typeof value === 'string') {
    const url = safeUrl(value)
    if (url) return <ExternalLink href={url}>{value}</ExternalLink>
    return <code className="break-words whitespace-pre-wrap">{value.slice(0, longestText)}</code>
  }
  const text = JSON.stringify(value, null, 2) ?? ''
  return (
    <code className="block max-h-80 overflow-y-auto break-words whitespace-pre-wrap">{text.slice(0, longestText)}</code>
  )
}

export function ExternalLink({ href, children, className }: { href: string; children: ReactNode; className?: string }) {
  return (
    <a href={href} target="_blank" rel="noreferrer noopener" className={className ?? 'wrap-anywhere text-link'}>
      {children}
    </a>
  )
}
