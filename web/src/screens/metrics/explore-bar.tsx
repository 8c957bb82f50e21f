import ChartLine from 'lucide-react/icons/chart-line'
import List from 'lucide-react/icons/list'
import Play from 'lucide-react/icons/play'
import Plus from 'lucide-react/icons/plus'
import Table2 from 'lucide-react/icons/table-2'
import { Button } from '../../components/button.tsx'
import { cn } from '../../components/class-names.ts'
import { Checkbox, Select } from '../../components/field.tsx'
import { TimeRange } from '../../components/time-range.tsx'
import { modKey } from '../../keys.ts'
import { maxQueries, refreshes, type Search, type SearchChange } from './address.ts'
import { metricsFallback, type View } from './prometheus.ts'

type Props = {
  search: Search
  view: View
  range: string
  fetching: boolean
  full: boolean
  onRun: () => void
  onAdd: () => void
  onBrowse: () => void
  onChange: (change: SearchChange) => void
}

/** What is done with the queries, when, and how it is shown. */
export function ExploreBar({ search, view, range, fetching, full, onRun, onAdd, onBrowse, onChange }: Props) {
  return (
    <div className="mt-2 flex flex-wrap items-center gap-1.5 pl-0 md:pl-6">
      <Button look="primary" icon={<Play aria-hidden />} onClick={onRun} title={`Run (${modKey} enter)`}>
        {fetching ? 'Running …' : 'Run'}
      </Button>
      <Button
        icon={<Plus aria-hidden />}
        onClick={onAdd}
        refusal={full ? `There are ${maxQueries} queries at most.` : undefined}
      >
        Add query
      </Button>
      <Button icon={<List aria-hidden />} onClick={onBrowse}>
        Browse metrics
      </Button>
      <div className="min-w-2 flex-1" />
      <TimeRange range={range} fallback={metricsFallback} onChange={(next) => onChange({ range: next })} />
      <Select
        aria-label="Refresh"
        value={search.refresh ?? ''}
        disabled={range.includes('/')}
        onChange={({ target }) => onChange({ refresh: target.value || undefined })}
        options={refreshes}
      />
      <div role="group" aria-label="Shown as" className="flex rounded-md border border-line">
        <Choice
          chosen={view === 'graph'}
          icon={<ChartLine aria-hidden />}
          onClick={() => onChange({ view: undefined })}
        >
          Graph
        </Choice>
        <Choice chosen={view === 'table'} icon={<Table2 aria-hidden />} onClick={() => onChange({ view: 'table' })}>
          Table
        </Choice>
      </div>
      {view === 'graph' && (
        <Checkbox
          label="Stacked"
          checked={search.stack === true}
          onChange={({ target }) => onChange({ stack: target.checked || undefined })}
        />
      )}
    </div>
  )
}

type ChoiceProps = { chosen: boolean; icon: React.ReactNode; onClick: () => void; children: string }

function Choice({ chosen, icon, onClick, children }: ChoiceProps) {
  return (
    <button
      type="button"
      aria-pressed={chosen}
      onClick={onClick}
      className={cn(
        'flex h-6.5 items-center gap-1.5 rounded-[5px] px-2.5 text-sm font-medium pointer-coarse:h-9 [&_svg]:size-3.5',
        chosen ? 'bg-selected text-text' : 'text-muted hover:bg-hover hover:text-text',
      )}
    >
      {icon}
      {children}
    </button>
  )
}
