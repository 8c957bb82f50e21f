import type { Monitor } from '../../api.ts'
import { cn } from '../../components/class-names.ts'
import { absolute, duration } from '../../format.ts'
import { checkInWords, stripWords } from './state.ts'

type Recent = Monitor['recent'][number]

/** Heights and fillings differ, so that nothing is told by its colour alone. */
const bars: Record<Recent['state'], string> = {
  ok: 'h-5 bg-up',
  error: 'h-5 bg-down [clip-path:polygon(0_0,100%_0,100%_40%,0_40%,0_60%,100%_60%,100%_100%,0_100%)]',
  timedOut: 'h-3 bg-down',
  missed: 'h-5 border-2 border-down',
  unknown: 'h-5 hatched border border-unknown',
  inProgress: 'h-2 bg-maintenance',
}

/** The last check-ins, the newest at the right; places that are empty were never filled. */
export function Strip({ recent, length = 30 }: { recent: readonly Recent[]; length?: number }) {
  const shown = recent.slice(0, length).toReversed()
  return (
    <span role="img" aria-label={stripWords(recent.slice(0, length))} className="flex h-5 items-end gap-px">
      {Array.from({ length: length - shown.length }, (_, place) => (
        <span key={place} className="h-1 w-1.5 rounded-xs bg-line" />
      ))}
      {shown.map((checkIn) => (
        <span key={checkIn.id} title={wordsOf(checkIn)} className={cn('w-1.5 rounded-xs', bars[checkIn.state])} />
      ))}
    </span>
  )
}

function wordsOf({ state, startedAt, durationMs, environment }: Recent): string {
  const took = durationMs === null ? '' : `, ${duration(durationMs)}`
  return `${checkInWords[state]}, ${environment}${took}, ${absolute(new Date(startedAt))}`
}
