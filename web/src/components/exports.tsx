import Download from 'lucide-react/icons/download'
import { buttonClass } from './button.tsx'
import { cn } from './class-names.ts'
import { ErrorLine } from './error-panel.tsx'
import { Time } from './time.tsx'
import type { Export } from '../exports.ts'
import { bytes, fullNumber } from '../format.ts'

/** The exports that were asked for, newest first, each with how far it is or where its file lies. */
export function Exports({ items, fileOf }: { items: readonly Export[]; fileOf: (id: string) => string }) {
  return (
    <ul>
      {items.map((one) => (
        <li
          key={one.id}
          className="flex min-h-12 flex-wrap items-center gap-x-4 gap-y-2 border-t border-line px-4 py-2.5 first:border-t-0"
        >
          <span className="min-w-0 flex-1 basis-48">
            Asked for <Time at={one.createdAt} />
          </span>
          <Progress of={one} />
          {one.state === 'ready' && (
            <a href={fileOf(one.id)} download className={buttonClass()}>
              <Download aria-hidden />
              Download{one.sizeBytes === null ? '' : ` (${bytes(one.sizeBytes)})`}
            </a>
          )}
        </li>
      ))}
    </ul>
  )
}

function Progress({ of: { state, planned, done, expiresAt } }: { of: Export }) {
  if (state === 'failed') return <ErrorLine error={new Error('It could not be written. Ask for another one.')} />
  if (state === 'expired') return <span className="text-faint">Deleted after seven days</span>
  if (state === 'ready') {
    return (
      <span className="text-muted">
        Deleted <Time at={expiresAt} />
      </span>
    )
  }
  const share = planned ? Math.min(1, done / planned) : 0
  return (
    <span className="flex basis-64 items-center gap-3" role="status">
      <span className="h-1.5 flex-1 overflow-hidden rounded-full bg-sunken">
        <span
          className={cn('block h-full rounded-full bg-accent-fill', planned === null && 'w-1/12 opacity-50')}
          style={planned === null ? undefined : { width: `${share * 100}%` }}
        />
      </span>
      <span className="text-xs whitespace-nowrap text-muted tabular-nums">
        {planned === null ? 'Counting …' : `${fullNumber(done)} of ${fullNumber(planned)}`}
      </span>
    </span>
  )
}
