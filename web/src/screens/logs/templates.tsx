import { keepPreviousData, useInfiniteQuery } from '@tanstack/react-query'
import { getRouteApi } from '@tanstack/react-router'
import ListTree from 'lucide-react/icons/list-tree'
import { useRef, useState } from 'react'
import { Button } from '../../components/button.tsx'
import { Empty } from '../../components/empty.tsx'
import { Select } from '../../components/field.tsx'
import { Paged } from '../../components/paged.tsx'
import { SkeletonRows } from '../../components/skeleton.tsx'
import { boundsOf } from '../../components/time-range.ts'
import { TimeRange } from '../../components/time-range.tsx'
import { useKeys } from '../../keys.ts'
import { useWorkspace } from '../../session.ts'
import { ConnectLogs } from './connect-logs.tsx'
import { logsFallback, templatesQuery, type TemplateSort } from './queries.ts'
import { ProjectSelect } from './search-bar.tsx'
import { TemplateRow } from './template-row.tsx'
import { useRowKeys } from './use-row-keys.ts'

const route = getRouteApi('/$workspace/logs')

const sorts: readonly { value: TemplateSort; word: string }[] = [
  { value: 'lastSeen', word: 'Last seen' },
  { value: 'firstSeen', word: 'Newest' },
  { value: 'lines', word: 'Most lines' },
]

/** What lines have in common, how often each form came, and which are new. */
export function Templates() {
  const { slug } = useWorkspace()
  const { q = '', project, range = logsFallback, row, sort = 'lastSeen' } = route.useSearch()
  const navigate = route.useNavigate()
  const box = useRef<HTMLUListElement>(null)
  useRowKeys(box)
  const query = useInfiniteQuery({
    ...templatesQuery(slug, { query: q, projectId: project, sort }),
    placeholderData: keepPreviousData,
  })
  const change = (next: Partial<{ q: string; project: string | undefined; range: string; sort: TemplateSort }>): void =>
    void navigate({
      search: (search) => ({ ...search, row: undefined, ...next, ...(next.q === '' && { q: undefined }) }),
      replace: next.q !== undefined,
      resetScroll: false,
    })
  const { from, to = new Date(8.64e15) } = boundsOf(range, new Date(), logsFallback)
  const isNew = (at: string): boolean => new Date(at) >= from && new Date(at) < to
  return (
    <>
      <div className="sticky top-0 z-20 flex flex-wrap items-center gap-1.5 border-b border-line bg-surface px-3 py-2 md:px-4">
        <TextFilter text={q} onChange={(text) => change({ q: text })} />
        <Select
          aria-label="Sort by"
          value={sort}
          options={sorts}
          // The options are these names.
          onChange={(event) => change({ sort: event.target.value as TemplateSort })}
        />
        <ProjectSelect projectId={project} onChange={(next) => change({ project: next })} />
        <TimeRange range={range} fallback={logsFallback} onChange={(next) => change({ range: next })} />
      </div>
      <Paged query={query} skeleton={<SkeletonRows rows={8} />} more="Show more templates">
        {(templates) =>
          templates.length > 0 ? (
            <ul ref={box} aria-label="Templates" className={query.isPlaceholderData ? 'stale' : ''}>
              {templates.map((template) => (
                <TemplateRow
                  key={template.id}
                  template={template}
                  range={range}
                  isNew={isNew(template.firstSeenAt)}
                  open={template.id === row}
                  onToggle={() =>
                    void navigate({
                      search: (search) => ({ ...search, row: search.row === template.id ? undefined : template.id }),
                      replace: true,
                      resetScroll: false,
                    })
                  }
                />
              ))}
            </ul>
          ) : q === '' ? (
            <ConnectLogs projectId={project} />
          ) : (
            <Empty
              icon={<ListTree />}
              title="No template has this text"
              action={<Button onClick={() => change({ q: '' })}>Show all templates</Button>}
            >
              <code className="rounded bg-sunken px-1 break-all">{q}</code>
            </Empty>
          )
        }
      </Paged>
    </>
  )
}

/** Counts on enter and when it is left. */
function TextFilter({ text, onChange }: { text: string; onChange: (text: string) => void }) {
  const input = useRef<HTMLInputElement>(null)
  const [typed, setTyped] = useState(text)
  const [seen, setSeen] = useState(text)
  if (text !== seen) {
    setSeen(text)
    setTyped(text)
  }
  useKeys([{ keys: '/', does: 'Search', group: 'List', run: () => input.current?.focus() }])
  const send = (): void => {
    if (typed.trim() !== text) onChange(typed.trim())
  }
  return (
    <input
      ref={input}
      type="search"
      aria-label="Text within the template"
      placeholder="Text within the template"
      autoComplete="off"
      spellCheck={false}
      maxLength={200}
      value={typed}
      onChange={(event) => setTyped(event.target.value)}
      onBlur={send}
      onKeyDown={(event) => event.key === 'Enter' && send()}
      className="h-8 min-w-40 flex-1 rounded-md border border-line-strong bg-surface px-2.5 text-base placeholder:text-faint hover:border-muted max-md:basis-full pointer-coarse:h-10"
    />
  )
}
