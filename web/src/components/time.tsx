import { useSyncExternalStore } from 'react'
import { absolute, relative } from '../format.ts'

/** One clock for all times on the screen. */
const tickMs = 10_000
const listeners = new Set<() => void>()
let now = new Date()
let timer: ReturnType<typeof setInterval> | undefined

function subscribe(listener: () => void): () => void {
  listeners.add(listener)
  timer ??= setInterval(() => {
    now = new Date()
    for (const each of listeners) each()
  }, tickMs)
  return () => {
    listeners.delete(listener)
    if (listeners.size > 0) return
    clearInterval(timer)
    timer = undefined
  }
}

function useNow(): Date {
  const ticked = useSyncExternalStore(subscribe, () => now)
  // A time that was made after the last tick must not seem to lie ahead.
  return Date.now() - ticked.getTime() > tickMs ? new Date() : ticked
}

/** Relative, with the local and the UTC time on hover and in print. */
export function Time({ at, className }: { at: string; className?: string }) {
  const value = new Date(at)
  const current = useNow()
  const reference = value > current && value.getTime() - Date.now() <= 0 ? new Date() : current
  const full = absolute(value)
  return (
    <time dateTime={at} title={full} className={className}>
      <span className="print:hidden">{relative(value, reference)}</span>
      <span className="hidden print:inline">{full}</span>
    </time>
  )
}
