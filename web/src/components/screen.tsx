import { useEffect, type ReactNode } from 'react'
import { cn } from './class-names.ts'

/** The name of the screen in the browser's tab and history. */
export function useTitle(title: string | undefined): void {
  useEffect(() => {
    document.title = title ? `${title} · Watchword` : 'Watchword'
  }, [title])
}

type Props = { title: string; lead?: ReactNode; actions?: ReactNode; children: ReactNode; narrow?: boolean }

/** A screen of text and cards; lists that fill the pane bring a frame of their own. */
export function Screen({ title, lead, actions, children, narrow }: Props) {
  useTitle(title)
  return (
    <div className={cn('mx-auto w-full px-4 py-5 md:px-8 md:py-8', narrow ? 'max-w-3xl' : 'max-w-5xl')}>
      <div className="mb-6 flex flex-wrap items-start gap-x-4 gap-y-3">
        <div className="min-w-0 flex-1 basis-60">
          <h1 className="text-xl font-semibold tracking-tight">{title}</h1>
          {lead && <div className="mt-0.5 max-w-2xl text-base text-pretty text-muted">{lead}</div>}
        </div>
        {actions && <div className="flex flex-wrap items-center gap-2 pt-0.5">{actions}</div>}
      </div>
      {children}
    </div>
  )
}

/** A heading with what belongs to it. */
export function Section({
  title,
  actions,
  children,
  className,
}: {
  title: ReactNode
  actions?: ReactNode
  children: ReactNode
  className?: string
}) {
  return (
    <section className={cn('mb-8', className)}>
      <div className="mb-2 flex min-h-7 items-center gap-3">
        <h2 className="min-w-0 flex-1 text-sm font-semibold">{title}</h2>
        {actions}
      </div>
      {children}
    </section>
  )
}

export function Card({ children, className }: { children: ReactNode; className?: string }) {
  return (
    <div className={cn('overflow-hidden rounded-lg border border-line bg-raised shadow-card', className)}>
      {children}
    </div>
  )
}
