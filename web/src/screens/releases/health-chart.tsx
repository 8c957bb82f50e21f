import type { ReleaseDetail } from '../../api.ts'
import { cn } from '../../components/class-names.ts'
import { absolute, counted, shortClock, shortNumber } from '../../format.ts'
import { CrashFreeLine, Gaps, isFew } from './crash-free-line.tsx'
import { bucketsOf, enough, outcomes, outcomeWords, stepMs, type Bucket, type Outcome } from './health.ts'
import { BucketTable } from './health-table.tsx'

type Props = {
  hours: Parameters<typeof bucketsOf>[0]
  from: Date
  to: Date
  deploys: ReleaseDetail['deploys']
}

const barsHeight = 72

/** Told apart by their place in the bar and by the table as well as by colour. */
const fills: Record<Outcome, string> = {
  healthy: 'fill-up opacity-55',
  errored: 'fill-degraded opacity-80',
  unhandled: 'fill-maintenance',
  abnormal: 'fill-unknown',
  crashed: 'fill-down',
}
const swatches: Record<Outcome, string> = {
  healthy: 'bg-up opacity-55',
  errored: 'bg-degraded opacity-80',
  unhandled: 'bg-maintenance',
  abnormal: 'bg-unknown',
  crashed: 'bg-down',
}

/** Sessions by how they ended, and the part that did not crash; times without sessions are hatched and join nothing. */
export function HealthChart({ hours, from, to, deploys }: Props) {
  const buckets = bucketsOf(hours, from, to)
  const most = Math.max(1, ...buckets.map(({ counts }) => counts?.sessions ?? 0))
  const used = outcomes.filter((outcome) => buckets.some(({ counts }) => counts && counts[outcome] > 0))
  const [first, last] = [buckets[0]?.at ?? from, buckets.at(-1)?.at ?? to]
  return (
    <figure className="rounded-lg border border-line bg-raised p-4 shadow-card">
      <figcaption className="mb-2 flex flex-wrap items-center gap-x-4 gap-y-1 text-xs text-muted">
        <span className="font-medium text-text">Sessions by {unitWords(stepMs(from, to))}</span>
        {used.map((outcome) => (
          <span key={outcome} className="flex items-center gap-1.5">
            <span aria-hidden className={cn('size-2.5 rounded-xs', swatches[outcome])} />
            {outcomeWords[outcome]}
          </span>
        ))}
        {buckets.some((bucket) => bucket.counts && isFew(bucket)) && (
          <span className="flex items-center gap-1.5">
            <span aria-hidden className="size-2 rounded-full border-2 border-accent" />
            Fewer than {enough} sessions
          </span>
        )}
        <span className="flex items-center gap-1.5">
          <span aria-hidden className="hatched size-2.5 rounded-xs ring-1 ring-line" />
          No sessions
        </span>
      </figcaption>
      <CrashFreeLine buckets={buckets} />
      <div className="relative mt-2 pr-12">
        <Gaps buckets={buckets} />
        <svg
          viewBox={`0 0 ${buckets.length} ${barsHeight}`}
          preserveAspectRatio="none"
          className="relative h-18 w-full"
          aria-hidden
        >
          {buckets.map((bucket, place) => (
            <Bar key={bucket.at.getTime()} bucket={bucket} place={place} most={most} />
          ))}
        </svg>
        <Deploys deploys={deploys} from={first} to={new Date(last.getTime() + stepMs(from, to))} />
        <span className="absolute top-0 right-0 text-2xs text-faint" title={`${most} sessions at most`}>
          {shortNumber(most)}
        </span>
      </div>
      <div className="mt-1 flex justify-between pr-12 text-2xs text-faint" aria-hidden>
        {[first, buckets[Math.floor(buckets.length / 2)]?.at ?? first, last].map((at, place) => (
          <span key={place}>{axisWords(at, stepMs(from, to))}</span>
        ))}
      </div>
      <BucketTable buckets={buckets} />
    </figure>
  )
}

function Bar({ bucket: { at, counts }, place, most }: { bucket: Bucket; place: number; most: number }) {
  if (!counts) return null
  // The worst stand below, where the eye begins.
  let top = barsHeight
  return (
    <g>
      <title>{`${absolute(at)}: ${counted(counts.sessions, 'session')}, ${counts.crashed} crashed`}</title>
      {outcomes.toReversed().map((outcome) => {
        const size = counts[outcome] === 0 ? 0 : Math.max(1.5, (counts[outcome] / most) * barsHeight)
        top -= size
        return (
          <rect
            key={outcome}
            x={place + 0.12}
            y={Math.max(0, top)}
            width={0.76}
            height={size}
            className={fills[outcome]}
          />
        )
      })}
    </g>
  )
}

function Deploys({ deploys, from, to }: { deploys: ReleaseDetail['deploys']; from: Date; to: Date }) {
  const length = to.getTime() - from.getTime()
  const within = deploys
    .map((deploy) => ({ ...deploy, part: (new Date(deploy.deployedAt).getTime() - from.getTime()) / length }))
    .filter(({ part }) => part >= 0 && part <= 1)
  return (
    <div aria-hidden className="pointer-events-none absolute inset-y-0 right-12 left-0">
      {within.map(({ id, part }) => (
        <span
          key={id}
          className="absolute inset-y-0 border-l border-dashed border-accent"
          style={{ left: `${part * 100}%` }}
        />
      ))}
    </div>
  )
}

function unitWords(step: number): string {
  const hours = step / 3_600_000
  return hours === 1 ? 'hour' : hours === 24 ? 'day (UTC)' : `${hours} hours (UTC)`
}

const dayForm = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short' })

function axisWords(at: Date, step: number): string {
  return step < 24 * 3_600_000 ? `${dayForm.format(at)}, ${shortClock(at)}` : dayForm.format(at)
}
