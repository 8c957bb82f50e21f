import { memo } from 'react'
import type { LogLine } from '../../api.ts'
import { cn } from '../../components/class-names.ts'
import { Level } from '../../components/states.tsx'
import { absolute, clock } from '../../format.ts'
import { LineDetail } from './line-detail.tsx'

type Props = {
  line: LogLine
  open: boolean
  query: string
  onToggle: (id: string) => void
  onQuery: (query: string) => void
}

/** One line of text, which opens in place. */
export const LineRow = memo(function LineRow({ line, open, query, onToggle, onQuery }: Props) {
  const { id, occurredAt, level, body, service } = line
  const at = new Date(occurredAt)
  return (
    <li data-row={id} className={cn('border-b border-line', open && 'bg-canvas')}>
      <button
        type="button"
        aria-expanded={open}
        onClick={() => onToggle(id)}
        className={cn(
          'flex w-full gap-x-3 px-3 py-0.5 text-left text-xs leading-5 outline-offset-[-2px] hover:bg-hover max-md:flex-wrap max-md:py-1.5 md:px-4',
          open && 'bg-selected hover:bg-selected',
        )}
      >
        <time dateTime={occurredAt} title={absolute(at)} className="shrink-0 font-mono text-muted">
          {clock(at)}
          <span className="text-faint">.{String(at.getMilliseconds()).padStart(3, '0')}</span>
        </time>
        <Level state={level} className="w-20 shrink-0 text-xs" />
        {service && <span className="w-28 shrink-0 truncate text-muted max-lg:hidden">{service}</span>}
        <code
          className={cn(
            'min-w-0 flex-1 max-md:basis-full',
            open ? 'break-words whitespace-pre-wrap' : 'max-md:line-clamp-2 max-md:break-words md:truncate',
          )}
        >
          <bdi>{body || 'no text'}</bdi>
        </code>
      </button>
      {open && <LineDetail line={line} query={query} onQuery={onQuery} />}
    </li>
  )
})
