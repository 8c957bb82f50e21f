import type { CheckMonitor } from '../../../api.ts'
import { Time } from '../../../components/time.tsx'
import { duration } from '../../../format.ts'
import { FactLine } from './fact-line.tsx'
import { quorumWords } from './place-words.ts'
import { usePlaceName } from './places.tsx'
import { CheckWord } from './state.tsx'

/** What each place said last; where they disagree it can be seen who says what. */
export function SeenFrom({ monitor }: { monitor: CheckMonitor }) {
  const { seenFrom, quorum, places, facts } = monitor
  const nameOf = usePlaceName()
  return (
    <div className="flex flex-col gap-3">
      <ul className="divide-y divide-line rounded-lg border border-line bg-raised shadow-card">
        {seenFrom.map(({ place, verdict, scheduledAt, latencyMs, reason }) => (
          <li key={place} className="flex flex-wrap items-center gap-x-4 gap-y-1 px-4 py-2">
            <span className="flex w-24">
              <CheckWord condition={verdict} />
            </span>
            <bdi className="break-all">{nameOf(place)}</bdi>
            <Time at={scheduledAt} className="text-muted" />
            {latencyMs !== null && <span className="text-muted">{duration(latencyMs)}</span>}
            <span className="min-w-0 flex-1 basis-40 truncate text-muted">{reason}</span>
          </li>
        ))}
        {places
          .filter((place) => !seenFrom.some((seen) => seen.place === place))
          .map((place) => (
            <li key={place} className="flex flex-wrap items-center gap-x-4 gap-y-1 px-4 py-2">
              <span className="flex w-24">
                <CheckWord condition="waiting" />
              </span>
              <bdi className="break-all">{nameOf(place)}</bdi>
              <span className="text-muted">Nothing was heard from there yet.</span>
            </li>
          ))}
      </ul>
      {places.length > 1 && <p className="text-muted">{quorumWords(places.length, quorum).join(' ')}</p>}
      <FactLine facts={facts} />
    </div>
  )
}
