import { cn } from '../../components/class-names.ts'
import type { Fill } from './quota-words.ts'

const fills: Record<Fill, string> = { free: 'bg-accent', near: 'bg-degraded', full: 'bg-down' }

/** How much of something bounded is used; the words beside it say the same. */
export function UsageBar({ used, limit, fill, label }: { used: number; limit: number; fill: Fill; label: string }) {
  const percent = limit <= 0 ? 100 : Math.min(100, (used / limit) * 100)
  return (
    <div
      role="meter"
      aria-label={label}
      aria-valuemin={0}
      aria-valuemax={100}
      aria-valuenow={Math.round(percent)}
      className="h-2 w-full overflow-hidden rounded-full bg-sunken ring-1 ring-line"
    >
      <div className={cn('h-full', fills[fill])} style={{ width: `${used > 0 ? Math.max(1, percent) : percent}%` }} />
    </div>
  )
}
