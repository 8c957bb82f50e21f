import { Link } from '@tanstack/react-router'
import ArrowLeft from 'lucide-react/icons/arrow-left'
import type { ReactNode } from 'react'
import { Skeleton } from '../../components/skeleton.tsx'
import { TabPanel, Tabs } from '../../components/tabs.tsx'
import { useWorkspace } from '../../session.ts'

type Props = {
  /** The list that it stands in. */
  back: '/$workspace/monitors' | '/$workspace/monitors/checks'
  heading: ReactNode
  /** What the tabs are about. */
  label: string
  /** Links, dressed with `tab`. */
  tabs: ReactNode
  /** The word on the chosen tab. */
  chosen: string
  children: ReactNode
}

/** One monitor, whether it is checked or reports by itself: the way back, what it is, and its tabs. */
export function MonitorFrame({ back, heading, label, tabs, chosen, children }: Props) {
  const { slug: workspace } = useWorkspace()
  return (
    <div className="mx-auto w-full max-w-5xl px-4 py-5 md:px-8 md:py-6">
      <Link
        to={back}
        params={{ workspace }}
        className="-ml-1 inline-flex items-center gap-1 rounded p-1 text-muted hover:text-text"
      >
        <ArrowLeft className="size-4" aria-hidden />
        Monitors
      </Link>
      {heading}
      <Tabs label={label}>{tabs}</Tabs>
      <TabPanel label={chosen}>{children}</TabPanel>
    </div>
  )
}

export function MonitorSkeleton() {
  return (
    <div role="status" aria-label="Loading" className="mx-auto w-full max-w-5xl px-4 py-8 md:px-8">
      <Skeleton className="mb-6 h-8 w-64" />
      <Skeleton className="mb-6 h-9 w-full" />
      <Skeleton className="h-60 w-full" />
    </div>
  )
}
