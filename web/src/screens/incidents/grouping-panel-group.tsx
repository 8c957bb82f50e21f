import Check from 'lucide-react/icons/check'
import ChevronRight from 'lucide-react/icons/chevron-right'
import Minus from 'lucide-react/icons/minus'
import { useState } from 'react'
import type { IncidentGroup } from '../../api.ts'
import { cn } from '../../components/class-names.ts'
import { CopyButton } from '../../components/copy.tsx'
import { Time } from '../../components/time.tsx'
import { counted } from '../../format.ts'
import { methodWords, originWords, partWord, variantWords } from './grouping-panel-words.ts'

type Props = {
  group: IncidentGroup
  /** What made it is shown from the start. */
  open: boolean
  /** Undefined: there is nothing to choose. */
  chosen: boolean | undefined
  onChoose: (isChosen: boolean) => void
}

/** One group of the incident: how much of it there is, how it came here, and what made its key. */
export function GroupingGroup({ group, open: initially, chosen, onChoose }: Props) {
  const [open, setOpen] = useState(initially)
  const origin = originWords(group)
  return (
    <li className="overflow-hidden rounded-lg border border-line bg-raised shadow-card">
      <div className={cn('flex items-start gap-3 px-4 py-2.5', chosen && 'bg-selected')}>
        {chosen !== undefined && (
          <input
            type="checkbox"
            checked={chosen}
            onChange={(event) => onChoose(event.target.checked)}
            aria-label={`Choose “${group.title}”`}
            className="mt-0.5 size-4 shrink-0 cursor-pointer accent-accent-fill"
          />
        )}
        <div className="min-w-0 flex-1">
          <h3 className="font-medium break-words">
            <bdi>{group.title}</bdi>
          </h3>
          <p className="flex flex-wrap gap-x-2 text-xs text-faint">
            <span>{counted(group.eventCount, 'event')}</span>
            <span>
              first <Time at={group.firstSeenAt} />
            </span>
            <span>
              last <Time at={group.lastSeenAt} />
            </span>
            {origin && (
              <span className="font-medium text-maintenance">
                {origin} <Time at={group.since} />
              </span>
            )}
          </p>
        </div>
        <button
          type="button"
          aria-expanded={open}
          onClick={() => setOpen(!open)}
          className="flex min-h-7 shrink-0 items-center gap-1 rounded-md px-1.5 text-sm text-muted hover:bg-hover hover:text-text pointer-coarse:min-h-9"
        >
          Why<span className="sr-only"> “{group.title}”</span>
          <ChevronRight className={cn('size-3.5 transition-transform', open && 'rotate-90')} aria-hidden />
        </button>
      </div>
      {open && <Why group={group} />}
    </li>
  )
}

function Why({ group: { key, grouping } }: { group: IncidentGroup }) {
  const { method, version, rule, parts } = grouping
  const variant = variantWords(grouping)
  return (
    <div className="border-t border-line">
      <p className="px-4 py-2.5 break-words text-muted">
        Grouped by <strong className="font-medium text-text">{methodWords(method)}</strong>
        {variant && ` (${variant})`}, version {version} of the algorithm.
        {rule !== undefined && (
          <>
            {' '}
            What decided: <code className="text-xs text-text">{rule}</code>
          </>
        )}
      </p>
      <Parts parts={parts} />
      <p className="flex items-center gap-1 border-t border-line px-4 py-1 text-xs text-faint">
        Key <code className="min-w-0 truncate">{key}</code> <CopyButton text={key} label="Copy the key" />
      </p>
    </div>
  )
}

function Parts({ parts }: { parts: IncidentGroup['grouping']['parts'] }) {
  return (
    <table className="w-full table-fixed border-t border-line text-left">
      <thead>
        <tr className="border-b border-line text-xs text-faint">
          <th scope="col" className="w-18 px-4 py-2 font-normal">
            Counts
          </th>
          <th scope="col" className="w-28 px-2 py-2 font-normal max-sm:w-20">
            Part
          </th>
          <th scope="col" className="px-2 py-2 font-normal">
            Value
          </th>
        </tr>
      </thead>
      <tbody>
        {parts.map(({ kind, value, counted: isCounted, why }, row) => (
          <tr key={`${kind}.${row}`} className="border-b border-line last:border-b-0">
            <td className={cn('px-4 py-2 align-top', isCounted ? 'text-up' : 'text-faint')}>
              <span className="flex items-center gap-1.5">
                {isCounted ? <Check className="size-3.5" aria-hidden /> : <Minus className="size-3.5" aria-hidden />}
                {isCounted ? 'Yes' : 'No'}
              </span>
            </td>
            <td className="px-2 py-2 align-top break-words text-muted">{partWord(kind)}</td>
            <td className="px-2 py-2 pr-4 align-top">
              <code className={cn('text-xs break-words', !isCounted && 'text-muted')}>
                <bdi>{value}</bdi>
              </code>
              {why && <p className="text-xs text-faint">{why}</p>}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}
