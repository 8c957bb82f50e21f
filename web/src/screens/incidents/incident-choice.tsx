import { useQuery } from '@tanstack/react-query'
import Search from 'lucide-react/icons/search'
import { useId, useState } from 'react'
import type { Incident, IncidentDetail } from '../../api.ts'
import { ErrorLine } from '../../components/error-panel.tsx'
import { SkeletonRows } from '../../components/skeleton.tsx'
import { IncidentState } from '../../components/states.tsx'
import { Time } from '../../components/time.tsx'
import { counted } from '../../format.ts'
import { useWorkspace } from '../../session.ts'
import { useSettled } from '../../settled.ts'
import { candidatesQuery } from './incident-queries.ts'
import { relatedQuery } from './queries.ts'

const settleMs = 200

type Props = {
  incident: IncidentDetail
  chosen: readonly Incident[]
  onChange: (chosen: Incident[]) => void
  /** One replaces the other. */
  single?: boolean
}

/** Other incidents of the project: the related ones first, or those that a search finds. */
export function IncidentChoice({ incident, chosen, onChange, single }: Props) {
  const { slug } = useWorkspace()
  const [text, setText] = useState('')
  const asked = useSettled(text.trim(), settleMs)
  const id = useId()
  const related = useQuery(relatedQuery(slug, incident.id))
  const found = useQuery(candidatesQuery(slug, incident.projectId, asked))
  const suggested = asked === '' ? (related.data?.items ?? []) : []
  const why = new Map(suggested.map(({ incident: { id: of }, relations }) => [of, relationWords(relations)]))
  const listed = [...suggested.map((one) => one.incident), ...(found.data?.items ?? [])]
  const offered = [...new Map([...chosen, ...listed].map((one) => [one.id, one])).values()].filter(
    (one) => one.id !== incident.id && one.projectId === incident.projectId && one.mergedInto === null,
  )
  const isChosen = (one: Incident) => chosen.some((each) => each.id === one.id)
  const toggle = (one: Incident): void => {
    if (single) onChange([one])
    else onChange(isChosen(one) ? chosen.filter((each) => each.id !== one.id) : [...chosen, one])
  }
  return (
    <>
      <label htmlFor={id} className="sr-only">
        Find incidents of the project
      </label>
      <div className="relative">
        <Search
          className="pointer-events-none absolute top-1/2 left-2.5 size-4 -translate-y-1/2 text-faint"
          aria-hidden
        />
        <input
          id={id}
          type="search"
          value={text}
          autoComplete="off"
          placeholder="Words of the title, or #42"
          onChange={(event) => setText(event.target.value)}
          // Enter would send the form that this stands in.
          onKeyDown={(event) => event.key === 'Enter' && event.preventDefault()}
          className="h-8.5 w-full rounded-md border border-line-strong bg-surface pr-2.5 pl-8 text-base placeholder:text-faint hover:border-muted pointer-coarse:h-10"
        />
      </div>
      {found.isError && <ErrorLine error={found.error} />}
      <ul className="mt-2 max-h-72 min-h-36 overflow-y-auto rounded-md border border-line" aria-label="Incidents">
        {offered.map((one) => (
          <li key={one.id} className="border-b border-line last:border-b-0">
            <label className="flex cursor-pointer items-start gap-2.5 px-3 py-2 hover:bg-hover has-checked:bg-selected">
              <input
                type={single ? 'radio' : 'checkbox'}
                name={single ? id : undefined}
                checked={isChosen(one)}
                onChange={() => toggle(one)}
                className="mt-0.5 size-4 shrink-0 cursor-pointer accent-accent-fill"
              />
              <span className="min-w-0 flex-1">
                <span className="block break-words text-text">
                  <bdi>{one.title}</bdi>
                </span>
                <span className="flex flex-wrap gap-x-2 text-xs text-muted">
                  #{one.number} <IncidentState state={one.status} /> {counted(one.eventCount, 'event')}, last{' '}
                  <Time at={one.lastSeenAt} />
                  {why.has(one.id) && <span>{why.get(one.id)}</span>}
                </span>
              </span>
            </label>
          </li>
        ))}
        {offered.length === 0 && found.isPending && <SkeletonRows rows={2} />}
        {offered.length === 0 && !found.isPending && (
          <li className="px-3 py-3 text-muted">
            {asked === '' ? 'There is no other incident in this project.' : 'Nothing in this project has these words.'}
          </li>
        )}
      </ul>
    </>
  )
}

type Relation = { kind: 'trace' | 'host' | 'minute' | 'release'; value: string; count: number }

/** The weightiest of what two incidents share. */
function relationWords([first]: readonly Relation[]): string {
  if (!first) return ''
  if (first.kind === 'trace') return 'shares a trace'
  if (first.kind === 'host') return `on the same host, ${first.value}`
  return first.kind === 'minute' ? 'began in the same minutes' : `began in ${first.value} as well`
}
