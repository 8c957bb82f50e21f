import { cn } from '../../components/class-names.ts'
import { enough, lowest, percent, type Bucket } from './health.ts'

const lineHeight = 48

/** What it says rests on few sessions. */
export const isFew = (bucket: Bucket | undefined): boolean => (bucket?.counts?.sessions ?? 0) < enough

function Dots({ path, size, className }: { path: string; size: number; className: string }) {
  return (
    <path
      d={path}
      className={cn('fill-none', className)}
      strokeWidth={size}
      strokeLinecap="round"
      vectorEffect="non-scaling-stroke"
    />
  )
}

/** A dot for each time with sessions, joined only with its neighbours: what is not known is not drawn. */
export function CrashFreeLine({ buckets }: { buckets: readonly Bucket[] }) {
  const rates = buckets.map(({ counts }) => (counts ? 1 - counts.crashed / counts.sessions : undefined))
  const bottom = lowest(rates.filter((rate) => rate !== undefined))
  const y = (rate: number): number => 4 + (1 - (rate - bottom) / (1 - bottom)) * (lineHeight - 8)
  const dot = (rate: number, place: number): string => `${place + 0.5} ${y(rate).toFixed(1)}h0`
  const dots = (few: boolean): string =>
    rates
      .map((rate, place) => (rate === undefined || isFew(buckets[place]) !== few ? '' : `M${dot(rate, place)}`))
      .join('')
  const line = rates
    .map((rate, place) =>
      rate === undefined ? '' : `${rates[place - 1] === undefined ? 'M' : 'L'}${dot(rate, place)}`,
    )
    .join('')
  return (
    <div className="relative pr-12">
      <Gaps buckets={buckets} />
      <svg
        viewBox={`0 0 ${buckets.length} ${lineHeight}`}
        preserveAspectRatio="none"
        className="relative h-12 w-full"
        aria-hidden
      >
        <path d={line} className="fill-none stroke-accent" strokeWidth={1.5} vectorEffect="non-scaling-stroke" />
        <Dots path={dots(false)} size={6} className="stroke-accent" />
        {/* Rings: what they say rests on few sessions. */}
        <Dots path={dots(true)} size={6} className="stroke-accent" />
        <Dots path={dots(true)} size={3} className="stroke-raised" />
      </svg>
      <span aria-hidden className="absolute top-0 right-0 text-2xs text-faint">
        100 %
      </span>
      <span aria-hidden className="absolute right-0 bottom-0 text-2xs text-faint">
        {percent(bottom)}
      </span>
      <span aria-hidden className="absolute bottom-0 left-0 bg-raised/80 text-2xs text-faint">
        crash-free
      </span>
    </div>
  )
}

/** Hatching where nothing is known, behind what is. */
export function Gaps({ buckets }: { buckets: readonly Bucket[] }) {
  return (
    <div aria-hidden className="absolute inset-y-0 right-12 left-0 flex">
      {buckets.map(({ at, counts }) => (
        <span key={at.getTime()} className={cn('flex-1', !counts && 'hatched')} />
      ))}
    </div>
  )
}
