import { useQuery } from '@tanstack/react-query'
import { getRouteApi, Link } from '@tanstack/react-router'
import type { LogTemplate } from '../../api.ts'
import { buttonClass } from '../../components/button.tsx'
import { cn } from '../../components/class-names.ts'
import { Histogram } from '../../components/histogram.tsx'
import { Loaded } from '../../components/loaded.tsx'
import { Level } from '../../components/states.tsx'
import { rangeBetween } from '../../components/time-range.ts'
import { Time } from '../../components/time.tsx'
import { absolute, counted, shortNumber } from '../../format.ts'
import { useWorkspace } from '../../session.ts'
import { LineSkeleton } from './line-skeleton.tsx'
import { templateCountsQuery, templateLinesQuery } from './queries.ts'

const route = getRouteApi('/$workspace/logs')

type Props = { template: LogTemplate; range: string; isNew: boolean; open: boolean; onToggle: () => void }

export function TemplateRow({ template, range, isNew, open, onToggle }: Props) {
  const { id, lineCount, firstSeenAt, lastSeenAt } = template
  return (
    <li data-row={id} className={cn('border-b border-line', open && 'bg-canvas')}>
      <button
        type="button"
        aria-expanded={open}
        onClick={onToggle}
        className={cn(
          'flex w-full flex-wrap items-baseline gap-x-4 gap-y-0.5 px-3 py-2 text-left outline-offset-[-2px] hover:bg-hover md:flex-nowrap md:px-4',
          open && 'bg-selected hover:bg-selected',
        )}
      >
        <span className="flex min-w-0 flex-1 items-baseline gap-2 max-md:basis-full">
          {isNew && (
            <span className="shrink-0 rounded bg-maintenance-soft px-1.5 text-2xs font-medium text-maintenance">
              New
            </span>
          )}
          <code className="min-w-0 text-xs break-words">
            <TemplateText text={template.template} />
          </code>
        </span>
        <span className="w-20 shrink-0 text-xs text-muted md:text-right" title={counted(lineCount, 'line')}>
          {shortNumber(lineCount)} {lineCount === 1 ? 'line' : 'lines'}
        </span>
        <span className="w-28 shrink-0 text-xs text-muted max-lg:hidden">
          first <Time at={firstSeenAt} />
        </span>
        <span className="w-28 shrink-0 text-xs text-muted">
          last <Time at={lastSeenAt} />
        </span>
      </button>
      {open && <TemplateDetail template={template} range={range} />}
    </li>
  )
}

/** What varies stands out from what stays. */
function TemplateText({ text }: { text: string }) {
  return text.split('<*>').map((part, index) => (
    // The parts of a text have no name but their place.
    // oxlint-disable-next-line react/no-array-index-key
    <span key={index}>
      {index > 0 && <span className="rounded bg-accent-soft px-1 text-accent">*</span>}
      {part}
    </span>
  ))
}

function TemplateDetail({ template: { id, source, firstSeenAt }, range }: Pick<Props, 'template' | 'range'>) {
  const { slug } = useWorkspace()
  const { project } = route.useSearch()
  const navigate = route.useNavigate()
  const counts = useQuery(templateCountsQuery(slug, id, range))
  const lines = useQuery(templateLinesQuery(slug, id))
  const search = { q: `template:${id}`, project, range }
  const end = range.includes('/') ? 'fixed' : 'now'
  return (
    <div className="flex flex-col gap-3 px-3 pt-1 pb-4 md:px-4">
      <Histogram
        counted={counts.data}
        end={end}
        noun="line"
        stale={counts.isPending}
        onNarrow={(from, to) => void navigate({ search: { ...search, range: rangeBetween(from, to) } })}
        onLevel={(level) => void navigate({ search: { ...search, q: `${search.q} level:${level}` } })}
        isOnly={() => false}
      />
      <Loaded query={lines} skeleton={<LineSkeleton rows={3} />}>
        {({ items }) => (
          <ul aria-label="Its last lines" className="rounded-md border border-line bg-surface">
            {items.length === 0 && <li className="px-3 py-1.5 text-muted">Its lines were removed by age.</li>}
            {items.map((line) => (
              <li
                key={line.id}
                className="flex gap-x-3 border-b border-line px-3 py-1 text-xs last:border-b-0 max-md:flex-wrap"
              >
                <Time at={line.occurredAt} className="w-20 shrink-0 text-muted" />
                <Level state={line.level} className="w-20 shrink-0 text-xs" />
                <code className="min-w-0 flex-1 break-words max-md:basis-full">
                  <bdi>{line.body}</bdi>
                </code>
              </li>
            ))}
          </ul>
        )}
      </Loaded>
      <div className="flex flex-wrap items-center gap-3">
        <Link to="/$workspace/logs" params={{ workspace: slug }} search={search} className={buttonClass()}>
          Show its lines
        </Link>
        <span className="text-xs text-muted">
          {source === 'mined' ? 'Learnt from the lines' : 'Named by the sender'} · first seen{' '}
          {absolute(new Date(firstSeenAt))}
        </span>
      </div>
    </div>
  )
}
