/** Short messages that come and go; screen readers are told of them. Nothing that matters is told by a toast alone. */
import X from 'lucide-react/icons/x'
import { useSyncExternalStore } from 'react'
import { describe } from '../api.ts'
import { cn } from './class-names.ts'

type Toast = { words: string; tone?: 'good' | 'bad'; action?: { words: string; run: () => void } }

type Shown = Toast & { id: number }

const showMs = 6000
const mostShown = 3
let shown: readonly Shown[] = []
let nextId = 1
const listeners = new Set<() => void>()

export function toast(message: Toast): void {
  const entry = { ...message, id: nextId++ }
  change([...shown, entry].slice(-mostShown))
  setTimeout(() => dismiss(entry.id), message.action ? showMs * 1.5 : showMs)
}

/** For an action that has no place of its own to show its failure. */
export function toastError(error: unknown): void {
  toast({ words: describe(error).detail, tone: 'bad' })
}

function dismiss(id: number): void {
  change(shown.filter((entry) => entry.id !== id))
}

function change(next: readonly Shown[]): void {
  shown = next
  for (const listener of listeners) listener()
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener)
  return () => listeners.delete(listener)
}

/** Once, at the root. */
export function Toasts() {
  const entries = useSyncExternalStore(subscribe, () => shown)
  return (
    <div
      role="status"
      aria-live="polite"
      className="pointer-events-none fixed inset-x-0 bottom-18 z-50 flex flex-col items-center gap-2 px-4 md:bottom-6"
    >
      {entries.map((entry) => (
        <div
          key={entry.id}
          className={cn(
            'appear pointer-events-auto flex max-w-lg items-center gap-3 rounded-lg bg-raised py-1.5 pr-1.5 pl-3 text-sm shadow-float',
            entry.tone === 'bad' && 'text-down',
          )}
        >
          <span className="min-w-0 break-words">{entry.words}</span>
          {entry.action && (
            <button
              type="button"
              className="rounded-md px-2 py-1 font-medium text-accent hover:bg-hover"
              onClick={() => {
                entry.action?.run()
                dismiss(entry.id)
              }}
            >
              {entry.action.words}
            </button>
          )}
          <button
            type="button"
            aria-label="Close the message"
            className="rounded-md p-1 text-muted hover:bg-hover"
            onClick={() => dismiss(entry.id)}
          >
            <X className="size-3.5" aria-hidden />
          </button>
        </div>
      ))}
    </div>
  )
}
