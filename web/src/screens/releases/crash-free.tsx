import { cn } from '../../components/class-names.ts'
import { crashFree } from './health.ts'

type Props = { total: number; crashed: number; noun: 'session' | 'person'; className?: string }

/** A percentage where there is enough for one, else how many of how many; unknown is hatched. */
export function CrashFree({ total, crashed, noun, className }: Props) {
  const { percent, sample, words } = crashFree(total, crashed, noun)
  if (total === 0) {
    return (
      <span className={cn('hatched rounded px-1.5 text-unknown', className)} title={words}>
        {sample.charAt(0).toUpperCase() + sample.slice(1)}
      </span>
    )
  }
  return (
    <span className={className} title={words}>
      {percent === undefined ? (
        <>
          <span className={cn(crashed > 0 && 'text-down')}>
            {crashed} of {total}
          </span>{' '}
          <span className="text-xs font-normal text-muted">{noun === 'person' ? 'hit' : 'crashed'}</span>
        </>
      ) : (
        percent
      )}
    </span>
  )
}

/** What the figure above rests on, said beside it and not only on hover. */
export function Sample({ total, crashed, noun }: Omit<Props, 'className'>) {
  const { percent, sample } = crashFree(total, crashed, noun)
  if (total === 0) return null
  return (
    <span className="block text-xs font-normal text-faint">
      {percent === undefined ? `${sample}: too few for a percentage` : `of ${sample}`}
    </span>
  )
}
