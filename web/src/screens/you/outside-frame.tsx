import { Link } from '@tanstack/react-router'
import ArrowLeft from 'lucide-react/icons/arrow-left'
import type { ReactNode } from 'react'
import { Screen } from '../../components/screen.tsx'
import { Mark } from '../shell/rail.tsx'

/** What stands around a screen that belongs to no workspace, with the way back to one. */
export function OutsideFrame({ title, lead, children }: { title: string; lead: ReactNode; children: ReactNode }) {
  return (
    <div className="min-h-dvh">
      <header className="flex h-13 items-center gap-2 px-4 md:px-8">
        <Mark />
        <span className="text-base font-semibold tracking-tight">Watchword</span>
        <Link to="/" className="ml-auto flex items-center gap-1.5 text-muted hover:text-text">
          <ArrowLeft className="size-4" aria-hidden />
          Back to work
        </Link>
      </header>
      <main>
        <Screen title={title} lead={lead} narrow>
          {children}
        </Screen>
      </main>
    </div>
  )
}
