import { useEffect, useState, useSyncExternalStore } from 'react'
import { refreshMs } from '../refreshes.ts'
import { boundsOf, isMoving, type Bounds, type Span } from '../times.ts'

/** `nowMs`: when it last moved, or was asked for again. */
type Window = { bounds: Bounds; nowMs: number; refreshNow: () => void }

/** The window of all panels. It moves when it is told to and, while somebody sees it, at its interval. */
export function useWindow(span: Span, refresh: string | undefined): Window {
  const [at, setAt] = useState(() => ({ nowMs: Date.now(), key: '' }))
  const key = `${span.from} ${span.to}`
  // Another range is looked at as of now.
  if (at.key !== key) setAt({ nowMs: Date.now(), key })
  const hidden = useHidden()
  const everyMs = isMoving(span) ? refreshMs(refresh) : 0
  const refreshNow = (): void => setAt({ nowMs: Date.now(), key })
  const { nowMs } = at
  useEffect(() => {
    if (everyMs === 0 || hidden) return
    // Whoever comes back to the tab gets at once what was missed.
    const dueMs = Math.max(0, nowMs + everyMs - Date.now())
    const timer = setTimeout(() => setAt({ nowMs: Date.now(), key }), dueMs)
    return () => clearTimeout(timer)
  }, [everyMs, hidden, key, nowMs])
  return { bounds: boundsOf(span, nowMs), nowMs, refreshNow }
}

function useHidden(): boolean {
  return useSyncExternalStore(
    (listener) => {
      document.addEventListener('visibilitychange', listener)
      return () => document.removeEventListener('visibilitychange', listener)
    },
    () => document.hidden,
  )
}
