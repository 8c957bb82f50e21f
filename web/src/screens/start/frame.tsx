import type { ReactNode } from 'react'
import { useTitle } from '../../components/screen.tsx'
import { Mark } from '../shell/rail.tsx'

/** The calm page before there is a workspace around one. */
export function StartFrame({
  title,
  lead,
  step,
  wide,
  children,
}: {
  title: string
  lead?: ReactNode
  step?: 1 | 2 | 3
  wide?: boolean
  children: ReactNode
}) {
  useTitle(title)
  return (
    <main className="flex min-h-dvh flex-col items-center px-4 pt-[8vh] pb-16">
      <div className={wide ? 'w-full max-w-2xl' : 'w-full max-w-sm'}>
        <div className="mb-8 flex items-center gap-2 text-base font-semibold tracking-tight">
          <Mark />
          Watchword
          {step && <Steps step={step} />}
        </div>
        <h1 className="text-xl font-semibold tracking-tight">{title}</h1>
        {lead && <p className="mt-1 mb-6 text-base text-pretty text-muted">{lead}</p>}
        {children}
      </div>
    </main>
  )
}

function Steps({ step }: { step: 1 | 2 | 3 }) {
  return (
    <p className="ml-auto flex items-center gap-2 text-xs font-normal text-muted">
      Step {step} of 3
      <span aria-hidden className="flex gap-1">
        {[1, 2, 3].map((each) => (
          <span
            key={each}
            className={each <= step ? 'h-1.5 w-5 rounded-full bg-accent-fill' : 'h-1.5 w-5 rounded-full bg-line'}
          />
        ))}
      </span>
    </p>
  )
}
