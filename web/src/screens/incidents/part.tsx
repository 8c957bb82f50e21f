import type { ReactNode } from 'react'
import { Count } from '../../components/tabs.tsx'

/** A part of an event, with a heading. */
export function Part({
  title,
  count,
  actions,
  children,
}: {
  title: string
  count?: number
  actions?: ReactNode
  children: ReactNode
}) {
  return (
    <section>
      <h2 className="mb-2 flex min-h-7 items-center gap-2 text-sm font-semibold">
        {title}
        {count !== undefined && <Count>{count}</Count>}
        {actions && <span className="ml-auto flex gap-1 font-normal">{actions}</span>}
      </h2>
      {children}
    </section>
  )
}
