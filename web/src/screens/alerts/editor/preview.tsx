import type { RulePreview } from '../../../api.ts'
import { cn } from '../../../components/class-names.ts'
import { Select } from '../../../components/field.tsx'
import { Card, Section } from '../../../components/screen.tsx'
import { counted } from '../../../format.ts'
import { Labels } from '../labels.tsx'
import { Annotations } from '../rule-alerts.tsx'
import { RuleGraph } from '../rule-graph.tsx'

const ranges = [
  { value: '1h', word: 'Last hour' },
  { value: '6h', word: 'Last 6 hours' },
  { value: '24h', word: 'Last 24 hours' },
  { value: '7d', word: 'Last 7 days' },
]

type Props = {
  preview: RulePreview | undefined
  kind: 'alerting' | 'recording'
  stale: boolean
  range: string
  onRange: (range: string) => void
}

/** What it finds now, and over the last hours. */
export function Preview({ preview, kind, stale, range, onRange }: Props) {
  return (
    <Section
      title="Preview"
      className="mb-0"
      actions={
        <Select
          aria-label="Graph over"
          value={range}
          onChange={(event) => onRange(event.target.value)}
          options={ranges}
        />
      }
    >
      <div className={cn(stale && 'stale')} aria-busy={stale}>
        {preview?.drawn ? (
          <RuleGraph expr={preview.drawn.expr} threshold={preview.drawn.threshold} range={range} />
        ) : (
          <p className="flex h-32 items-center justify-center rounded-md border border-line text-center text-muted">
            What the expression finds is drawn here.
          </p>
        )}
        {preview && <Matches preview={preview} kind={kind} />}
      </div>
    </Section>
  )
}

function Matches({ preview: { matches, total, seriesRead }, kind }: { preview: RulePreview; kind: Props['kind'] }) {
  if (matches === null) return null
  const noun = kind === 'alerting' ? 'alert' : 'series'
  return (
    <div className="mt-3">
      <p role="status" className="mb-2">
        {total === 0 ? (
          <>Right now it finds nothing{seriesRead === 0 && ', and no series that it looks at has a sample'}.</>
        ) : (
          <>
            Right now it makes <strong>{counted(total, noun, kind === 'alerting' ? 'alerts' : 'series')}</strong>
            {total > matches.length && `, of which these are the first ${matches.length}`}.
          </>
        )}
      </p>
      {matches.length > 0 && (
        <Card>
          <ul className="max-h-72 overflow-y-auto" tabIndex={0} aria-label="What it finds now">
            {matches.map(({ labels, annotations, value }) => (
              <li key={JSON.stringify(labels)} className="border-b border-line px-3 py-2 last:border-b-0">
                <p className="flex flex-wrap items-center gap-x-3 gap-y-1">
                  <span className="font-medium">{value}</span>
                  <Labels labels={labels} leave={['alertname']} />
                </p>
                <Annotations annotations={annotations} />
              </li>
            ))}
          </ul>
        </Card>
      )}
    </div>
  )
}
