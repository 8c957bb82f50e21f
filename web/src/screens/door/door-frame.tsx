import { Link } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import { buttonClass } from '../../components/button.tsx'
import { StartFrame } from '../start/frame.tsx'

/** The end of a path: what happened, and the one thing to do next. */
export function DoorNote({ title, children, to = '/', action }: NoteProps) {
  return (
    <StartFrame title={title}>
      <div className="mt-1 mb-6 text-base text-pretty text-muted">{children}</div>
      {action && (
        <Link to={to} className={buttonClass('primary', 'h-9 px-4 text-base')}>
          {action}
        </Link>
      )}
    </StartFrame>
  )
}

type NoteProps = {
  title: string
  children: ReactNode
  to?: '/' | '/forgot-password' | '/sign-up'
  action?: string
}

/** A mailed link that was opened without what stands behind its #. */
export function CutLink({ what, to, action }: { what: string; to: NoteProps['to']; action: string }) {
  return (
    <DoorNote title="This link is not complete" {...(to && { to })} action={action}>
      Open the link in the {what} again, all of it. Some mail programs cut long links in two.
    </DoorNote>
  )
}

export function Underneath({ children }: { children: ReactNode }) {
  return (
    <p className="mt-6 text-sm text-muted [&_a]:text-link [&_a]:underline-offset-2 hover:[&_a]:underline">{children}</p>
  )
}
