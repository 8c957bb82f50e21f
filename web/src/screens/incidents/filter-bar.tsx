import { getRouteApi, Link } from '@tanstack/react-router'
import Rows2 from 'lucide-react/icons/rows-2'
import Rows4 from 'lucide-react/icons/rows-4'
import type { Incident, IncidentPage, IncidentQuery } from '../../api.ts'
import { IconButton } from '../../components/button.tsx'
import { cn } from '../../components/class-names.ts'
import { Select } from '../../components/field.tsx'
import { levels } from '../../components/states.tsx'
import { fullNumber, shortNumber } from '../../format.ts'
import { useWorkspace } from '../../session.ts'
import { valuesOf, withToken } from './filter.ts'
import { FilterLine } from './filter-line.tsx'
import { ViewsMenu } from './views-menu.tsx'

const route = getRouteApi('/$workspace/incidents')

const states = [
  { value: 'open', word: 'Open' },
  { value: 'acknowledged', word: 'Acknowledged' },
  { value: 'muted', word: 'Muted' },
  { value: 'resolved', word: 'Resolved' },
] as const

const sortWords = [
  { value: 'lastSeen', word: 'Last seen' },
  { value: 'firstSeen', word: 'First seen' },
  { value: 'events', word: 'Most events' },
]

type Props = {
  line: string
  counts: IncidentPage['counts'] | undefined
  rows: readonly Incident[]
  dense: boolean
  onDense: () => void
}

export function FilterBar({ line, counts, rows, dense, onDense }: Props) {
  const { slug } = useWorkspace()
  const { sort } = route.useSearch()
  const navigate = route.useNavigate()
  const setLine = (next: string): void =>
    void navigate({
      search: (search) => ({ ...(search.sort && { sort: search.sort }), q: next }),
      replace: true,
      resetScroll: false,
    })
  const is = valuesOf(line, 'is')
  const seen = (pick: (incident: Incident) => (string | null)[]): string[] =>
    [...new Set(rows.flatMap(pick))].filter((value) => value !== null).slice(0, 50)
  const environments = seen((incident) => incident.environments)
  return (
    <div className="border-b border-line">
      <h1 className="sr-only">Incidents</h1>
      <div className="flex items-center gap-2 px-3 pt-3 md:px-4">
        <FilterLine
          line={line}
          onChange={setLine}
          known={{
            environment: environments,
            release: seen(({ firstRelease, lastRelease }) => [lastRelease, firstRelease]),
          }}
        />
        <ViewsMenu line={line} sort={sort} />
      </div>
      <div className="flex items-center gap-1.5 overflow-x-auto px-3 py-2 md:px-4">
        {states.map(({ value, word }) => (
          <Quick
            key={value}
            workspace={slug}
            to={withToken(line, 'is', value)}
            sort={sort}
            active={is.length === 1 && is[0] === value}
            count={counts?.[value]}
          >
            {word}
          </Quick>
        ))}
        <Quick workspace={slug} to={withToken(line, 'is')} sort={sort} active={is.length === 0}>
          All
        </Quick>
        <div className="min-w-2 flex-1" />
        <Select
          aria-label="Level"
          value={valuesOf(line, 'level').at(-1) ?? ''}
          onChange={(event) => setLine(withToken(line, 'level', ...(event.target.value ? [event.target.value] : [])))}
          options={[{ value: '', word: 'Any level' }, ...levels]}
        />
        {environments.length > 0 && (
          <Select
            aria-label="Environment"
            value={valuesOf(line, 'environment').at(-1) ?? ''}
            onChange={(event) =>
              setLine(withToken(line, 'environment', ...(event.target.value ? [event.target.value] : [])))
            }
            options={[
              { value: '', word: 'Any environment' },
              ...withChosen(environments, valuesOf(line, 'environment').at(-1)).map((value) => ({
                value,
                word: value,
              })),
            ]}
            className="max-w-40"
          />
        )}
        <Select
          aria-label="Sort by"
          value={sort ?? 'lastSeen'}
          onChange={(event) =>
            // The options below are these names.
            void navigate({
              search: (search) => ({ ...search, sort: event.target.value as NonNullable<IncidentQuery['sort']> }),
              replace: true,
            })
          }
          options={sortWords}
        />
        <IconButton
          label={dense ? 'Show comfortable rows' : 'Show dense rows'}
          aria-pressed={dense}
          onClick={onDense}
          className="max-md:hidden"
        >
          {dense ? <Rows2 aria-hidden /> : <Rows4 aria-hidden />}
        </IconButton>
      </div>
    </div>
  )
}

type QuickProps = {
  workspace: string
  to: string
  sort: IncidentQuery['sort']
  active: boolean
  count?: number | undefined
  children: string
}

function Quick({ workspace, to, sort, active, count, children }: QuickProps) {
  return (
    <Link
      to="/$workspace/incidents"
      params={{ workspace }}
      search={{ q: to, ...(sort && { sort }) }}
      aria-current={active || undefined}
      className={cn(
        'flex h-7 shrink-0 items-center gap-1.5 rounded-md px-2.5 font-medium pointer-coarse:h-9',
        active ? 'bg-selected text-text' : 'text-muted hover:bg-hover hover:text-text',
      )}
    >
      {children}
      {count !== undefined && (
        <span className="text-xs font-normal text-faint" title={fullNumber(count)}>
          {shortNumber(count)}
        </span>
      )}
    </Link>
  )
}

function withChosen(values: readonly string[], chosen: string | undefined): string[] {
  return chosen === undefined || values.includes(chosen) ? [...values] : [...values, chosen]
}
