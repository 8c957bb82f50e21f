import { useMemo } from 'react'
import type { Annotation, JsonObject } from '#common/dashboards'
import { Card } from '../../../../components/screen.tsx'
import { Time } from '../../../../components/time.tsx'
import { counted } from '../../../../format.ts'
import { useQueryMarks, type AskedMarks } from '../../annotations/use-query-marks.ts'
import { useBoard } from '../../board.ts'
import { Switch, Text } from '../controls.tsx'
import { ColorField } from '../options/color-field.tsx'
import { PromqlField } from '../promql-field.tsx'
import { getIn, setIn } from '../set-in.ts'

type Props = {
  stored: JsonObject
  annotation: Annotation
  /** Changes of one key that follow each other are one step back. */
  onChange: (stored: JsonObject, key: string) => void
}

/** One query that marks times: shown as the reader of dashboards understands it, with what it finds. */
export function MarkForm({ stored, annotation, onChange }: Props) {
  const { name, kind, enabled, color, expr, titleFormat, textFormat, step = '' } = annotation
  const { workspace, bounds, resolution } = useBoard()
  // It is asked while it is switched off as well: one wants to see what it would mark.
  const asked = useMemo(() => [{ ...annotation, enabled: true }], [annotation])
  const [found] = useQueryMarks({ workspace, annotations: asked, values: resolution.values, bounds })
  const set = (key: string, value: unknown): void =>
    onChange(setIn(stored, [key], value === '' ? undefined : value), key)
  if (kind === 'unsupported') {
    return (
      <Card className="flex flex-col gap-2 p-4">
        <h2 className="font-semibold">{name || 'Without a name'}</h2>
        <p className="text-muted">It does not ask Prometheus: it marks nothing here, and is kept as it came.</p>
        <pre tabIndex={0} className="max-h-72 overflow-auto rounded-md bg-sunken p-2 font-mono text-xs">
          {JSON.stringify(stored, undefined, 2)}
        </pre>
      </Card>
    )
  }
  // Newer dashboards have it in a target; it stays where it is.
  const exprAt = getIn(stored, ['target', 'expr']) === undefined ? ['expr'] : ['target', 'expr']
  return (
    <Card className="flex flex-col gap-3 p-4">
      <div className="grid items-end gap-3 sm:grid-cols-2">
        <Text label="Name" value={name} onChange={(next) => onChange({ ...stored, name: next }, 'name')} />
        <ColorField label="Colour" value={color} onChange={(next) => set('iconColor', next)} />
      </div>
      <Switch label="Marks are shown" on={enabled} onChange={(on) => set('enable', on)} />
      <div>
        <p className="text-xs font-medium text-muted">Query</p>
        <PromqlField
          label="Query of the marks, PromQL"
          stored={expr}
          fault={found?.fault}
          onChange={(next) => onChange(setIn(stored, exprAt, next), 'expr')}
        />
        <p className="mt-0.5 text-xs text-faint">
          Where a series becomes other than 0, a mark is set: changes(process_start_time_seconds[5m]) &gt; 0
        </p>
      </div>
      <div className="grid gap-3 sm:grid-cols-3">
        <Text
          label="Title of a mark"
          placeholder={name}
          hint="{{job}} is what its series has."
          value={titleFormat}
          onChange={(next) => set('titleFormat', next)}
        />
        <Text
          label="Text of a mark"
          placeholder="{{instance}}"
          value={textFormat}
          onChange={(next) => set('textFormat', next)}
        />
        <Text label="Least step" placeholder="auto" value={step} onChange={(next) => set('step', next)} />
      </div>
      {expr.trim() !== '' && found?.fault === undefined && <Found found={found} />}
    </Card>
  )
}

const mostListed = 5

function Found({ found }: { found: AskedMarks | undefined }) {
  if (!found) return <p className="text-sm text-muted">Looking what it marks …</p>
  const { marks, total } = found
  return (
    <div role="status" className="rounded-md bg-sunken p-2.5 text-sm">
      <p className="font-medium">
        {total === 0 ? 'It marks nothing in this time.' : `${counted(total, 'mark')} in this time`}
        {total > marks.length && `, of which the first ${marks.length} are drawn`}
      </p>
      <ul>
        {marks.slice(0, mostListed).map(({ id, title, text, atMs }) => (
          <li key={id} className="flex gap-3 text-xs">
            <span className="shrink-0 text-muted">
              <Time at={new Date(atMs).toISOString()} />
            </span>
            <span className="min-w-0 truncate">
              {title}
              {text !== '' && <span className="text-muted"> · {text}</span>}
            </span>
          </li>
        ))}
      </ul>
    </div>
  )
}
