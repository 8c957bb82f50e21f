import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { Dialog } from '../../components/dialog.tsx'
import { Loaded } from '../../components/loaded.tsx'
import { SkeletonRows } from '../../components/skeleton.tsx'
import { counted } from '../../format.ts'
import { metricsQuery, type Metric } from './prometheus.ts'

/** More than this nobody reads; a word finds the rest. */
const maxShown = 200

type Props = { workspace: string; open: boolean; onClose: () => void; onChoose: (name: string) => void }

/** Every metric there is, with what its sender says of it. */
export function MetricBrowser({ workspace, open, onClose, onChoose }: Props) {
  const query = useQuery({ ...metricsQuery(workspace), enabled: open })
  return (
    <Dialog open={open} onClose={onClose} title="Metrics" className="w-[min(94vw,48rem)]">
      <Loaded query={query} skeleton={<SkeletonRows rows={6} />}>
        {(metrics) => <MetricList metrics={metrics} onChoose={onChoose} />}
      </Loaded>
    </Dialog>
  )
}

function MetricList({ metrics, onChoose }: { metrics: readonly Metric[]; onChoose: (name: string) => void }) {
  const [text, setText] = useState('')
  const words = text.toLowerCase().split(/\s+/).filter(Boolean)
  const found = metrics.filter(({ name, help }) => {
    const all = `${name} ${help}`.toLowerCase()
    return words.every((word) => all.includes(word))
  })
  return (
    <>
      <div className="px-5 pb-3">
        <input
          type="search"
          autoFocus
          aria-label="Search metrics"
          placeholder="Name or description"
          maxLength={200}
          value={text}
          onChange={({ target }) => setText(target.value)}
          className="h-8.5 w-full rounded-md border border-line-strong bg-surface px-2.5 text-base placeholder:text-faint"
        />
        <p role="status" className="mt-1 text-xs text-faint">
          {counted(found.length, 'metric')}
          {found.length > maxShown && `, of which the first ${maxShown} are shown: another word finds the rest`}
        </p>
      </div>
      <ul aria-label="Metrics" className="min-h-24 overflow-y-auto border-t border-line pb-2">
        {found.slice(0, maxShown).map(({ name, type, help, unit }) => (
          <li key={name} className="border-b border-line last:border-0">
            <button
              type="button"
              onClick={() => onChoose(name)}
              className="block w-full px-5 py-2 text-left outline-offset-[-2px] hover:bg-hover"
            >
              <span className="flex min-w-0 items-baseline gap-2">
                <span className="min-w-0 flex-1 font-mono text-sm break-all">{name}</span>
                <span className="shrink-0 text-xs text-muted">
                  {type}
                  {unit && `, ${unit}`}
                </span>
              </span>
              {help && <span className="block text-xs break-words text-faint">{help}</span>}
            </button>
          </li>
        ))}
      </ul>
    </>
  )
}
