import { getRouteApi } from '@tanstack/react-router'
import RotateCcw from 'lucide-react/icons/rotate-ccw'
import Search from 'lucide-react/icons/search'
import X from 'lucide-react/icons/x'
import { useRef } from 'react'
import type { Project } from '../../api.ts'
import { IconButton } from '../../components/button.tsx'
import { cn } from '../../components/class-names.ts'
import { Select } from '../../components/field.tsx'
import { useKeys } from '../../keys.ts'
import { useTyped } from '../../typed.ts'
import { defaultRange, parseTraceFilter, rangeOf, ranges, withField } from './filter.ts'

const route = getRouteApi('/$workspace/traces')

/** What is typed goes into the URL after this pause. */
const settleMs = 300

type Props = {
  line: string
  problems: readonly string[]
  projects: readonly Project[]
  query: { isFetching: boolean; refetch: () => unknown }
}

export function TraceFilterBar({ line, problems, projects, query }: Props) {
  const { project, range, sort } = route.useSearch()
  const navigate = route.useNavigate()
  const set = (change: Record<string, string | undefined>): void =>
    void navigate({ search: (search) => ({ ...search, ...change, row: undefined }), replace: true, resetScroll: false })
  const onlyFailed = parseTraceFilter(line).query.status === 'error'
  return (
    <div className="sticky top-0 z-10 border-b border-line bg-surface">
      <div className="px-3 pt-3 md:px-4">
        <Line line={line} onChange={(q) => set({ q: q || undefined })} />
        <p role="status" className={cn('mt-1 text-xs text-down', problems.length === 0 && 'sr-only')}>
          {problems.length > 0 && `Left out: ${problems.join('; ')}.`}
        </p>
      </div>
      <div className="flex items-center gap-1.5 overflow-x-auto px-3 py-2 md:px-4">
        <button
          type="button"
          aria-pressed={onlyFailed}
          onClick={() => set({ q: withField(line, 'status', onlyFailed ? undefined : 'error') || undefined })}
          className={cn(
            'h-7 shrink-0 rounded-md px-2.5 font-medium pointer-coarse:h-9',
            onlyFailed ? 'bg-selected text-text' : 'text-muted hover:bg-hover hover:text-text',
          )}
        >
          Failed only
        </button>
        <div className="min-w-2 flex-1" />
        {projects.length > 1 && (
          <Select
            aria-label="Project"
            value={project ?? ''}
            onChange={({ target }) => set({ project: target.value || undefined })}
            options={[
              { value: '', word: 'All projects' },
              ...projects.map(({ id, name }) => ({ value: id, word: name })),
            ]}
            className="max-w-44"
          />
        )}
        <Select
          aria-label="Time"
          value={rangeOf(range).value}
          onChange={({ target }) => set({ range: target.value === defaultRange ? undefined : target.value })}
          options={ranges}
        />
        <Select
          aria-label="Sort by"
          value={sort ?? 'newest'}
          onChange={({ target }) => set({ sort: target.value === 'newest' ? undefined : target.value })}
          options={[
            { value: 'newest', word: 'Newest' },
            { value: 'slowest', word: 'Slowest' },
          ]}
        />
        <IconButton label="Read again" disabled={query.isFetching} onClick={() => void query.refetch()}>
          <RotateCcw aria-hidden />
        </IconButton>
      </div>
    </div>
  )
}

function Line({ line, onChange }: { line: string; onChange: (line: string) => void }) {
  const input = useRef<HTMLInputElement>(null)
  const [typed, setTyped, send] = useTyped(line, onChange, settleMs)
  useKeys([{ keys: '/', does: 'Filter', group: 'List', run: () => input.current?.focus() }])
  return (
    <div className="relative">
      <Search
        className="pointer-events-none absolute top-1/2 left-2.5 size-3.5 -translate-y-1/2 text-faint"
        aria-hidden
      />
      <input
        ref={input}
        type="text"
        aria-label="Filter traces"
        autoComplete="off"
        spellCheck={false}
        maxLength={500}
        value={typed}
        placeholder="service:shop operation:http.server duration:>500ms checkout"
        onChange={({ target }) => setTyped(target.value)}
        onKeyDown={({ key }) => {
          if (key === 'Enter') send()
          if (key === 'Escape') input.current?.blur()
        }}
        className="h-8.5 w-full rounded-md border border-line-strong bg-surface pr-9 pl-8 font-mono text-sm placeholder:font-sans placeholder:text-faint hover:border-muted pointer-coarse:h-10"
      />
      {typed !== '' && (
        <IconButton
          label="Clear the filter"
          className="absolute top-1/2 right-1 -translate-y-1/2"
          onClick={() => {
            setTyped('')
            send('')
          }}
        >
          <X aria-hidden />
        </IconButton>
      )}
    </div>
  )
}
