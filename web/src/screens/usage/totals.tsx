import { cn } from '../../components/class-names.ts'
import { fullNumber } from '../../format.ts'
import { kindWords, kinds } from './outcome-words.ts'
import { share, type Counts } from './outcomes-of.ts'

/** One number for each fate, which is also the legend of the chart. */
export function Totals({ counts, total }: { counts: Counts; total: number }) {
  return (
    <dl className="grid grid-cols-2 gap-x-4 gap-y-3 sm:grid-cols-3 lg:grid-cols-5">
      {kinds.map((kind) => {
        const { word, means, swatch } = kindWords[kind]
        return (
          <div key={kind} className="min-w-0">
            <dt className="flex items-center gap-1.5 text-xs text-muted">
              <span className={cn('size-2.5 shrink-0 rounded-xs', swatch)} aria-hidden />
              {word}
            </dt>
            <dd className={cn('text-lg font-semibold tracking-tight', counts[kind] === 0 && 'text-faint')}>
              {fullNumber(counts[kind])}{' '}
              <span className="text-xs font-normal text-faint">{share(counts[kind], total)}</span>
              <span className="block text-xs font-normal tracking-normal text-faint">{means}</span>
            </dd>
          </div>
        )
      })}
    </dl>
  )
}
