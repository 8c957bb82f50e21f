import { useEffect, useRef, type KeyboardEvent, type ReactNode } from 'react'
import { cn } from './class-names.ts'

/** Tabs are links, since the tab is a part of the URL. Put `Link`s in, dressed with `tab`; arrows move between them. */
export function Tabs({ label, children }: { label: string; children: ReactNode }) {
  const list = useRef<HTMLDivElement>(null)
  const shown = useRef<Element>(null)
  useEffect(() => {
    const chosen = list.current?.querySelector('[aria-selected="true"]') ?? null
    // Once for each choice: whoever moves the row afterwards is left alone.
    if (chosen && chosen !== shown.current) show(list.current, chosen)
    shown.current = chosen
  })
  return (
    <div
      ref={list}
      role="tablist"
      aria-label={label}
      onKeyDown={moveFocus}
      className="-mx-4 mb-5 flex gap-4 overflow-x-auto border-b border-line px-4 md:mx-0 md:px-0"
    >
      {children}
    </div>
  )
}

/** On a narrow screen the row is wider than its place: the chosen tab must not be out of sight. */
function show(list: HTMLElement | null, chosen: Element): void {
  if (!list) return
  const [outer, inner] = [list.getBoundingClientRect(), chosen.getBoundingClientRect()]
  // As far as its neighbour, so that one sees that there is more.
  if (inner.right > outer.right) list.scrollLeft += inner.right - outer.right + 48
  else if (inner.left < outer.left) list.scrollLeft -= outer.left - inner.left + 48
}

/** Attributes of the link that is a tab. */
export function tab(active: boolean) {
  return {
    role: 'tab',
    'aria-selected': active,
    tabIndex: active ? 0 : -1,
    className: cn(
      '-mb-px flex h-9 shrink-0 items-center gap-1.5 border-b-2 text-sm font-medium outline-offset-[-2px] pointer-coarse:h-11',
      active ? 'border-accent text-text' : 'border-transparent text-muted hover:text-text',
    ),
  } as const
}

const steps: Partial<Record<string, 1 | -1>> = { ArrowRight: 1, ArrowLeft: -1 }

function moveFocus(event: KeyboardEvent<HTMLElement>): void {
  const step = steps[event.key]
  if (!step) return
  const all = [...event.currentTarget.querySelectorAll<HTMLElement>('[role="tab"]')]
  const at = all.findIndex((each) => each === document.activeElement)
  all[(at + step + all.length) % all.length]?.focus()
  event.preventDefault()
}

/** What belongs to the chosen tab. */
export function TabPanel({ label, children, className }: { label: string; children: ReactNode; className?: string }) {
  return (
    <div role="tabpanel" aria-label={label} className={className}>
      {children}
    </div>
  )
}

/** A number beside a word. */
export function Count({ children }: { children: ReactNode }) {
  return <span className="rounded-full bg-sunken px-1.5 text-2xs text-muted">{children}</span>
}
